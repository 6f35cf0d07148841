#!/bin/sh
# Builds the trainer's image in the registry, from what is committed, and gives it to the training job.
set -eu
root=$(git rev-parse --show-toplevel)
tag=$(git -C "$root" rev-parse --short=12 HEAD)
image="$REGISTRY_NAME.azurecr.io/weatherkd-trainer:$tag"

if ! az acr repository show --name "$REGISTRY_NAME" --image "weatherkd-trainer:$tag" --output none 2>/dev/null; then
  context=$(mktemp -d)
  trap 'rm -rf "$context"' EXIT
  git -C "$root" archive HEAD | tar -x -C "$context"
  az acr build --registry "$REGISTRY_NAME" --image "weatherkd-trainer:$tag" --file "$context/infra/trainer.Dockerfile" --timeout 7200 "$context"
fi

az containerapp job update --resource-group "$AZURE_RESOURCE_GROUP" --name "$TRAINING_JOB_NAME" --image "$image" --output none
# The next provisioning keeps it.
azd env set TRAINER_IMAGE "$image"
