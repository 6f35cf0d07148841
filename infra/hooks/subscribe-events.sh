#!/bin/sh
# Subscribes the app's blob triggers to the storage account's events. Made here, not in Bicep: the webhook's key exists only once the app runs.
set -eu

tries=0
until key=$(az functionapp keys list --resource-group "$AZURE_RESOURCE_GROUP" --name "$FUNCTION_APP_NAME" --query systemKeys.blobs_extension --output tsv) \
  && [ -n "$key" ]; do
  # The host makes the key when it starts, and an app that nobody calls is not started.
  curl --silent --output /dev/null --max-time 60 "$FUNCTION_APP_URL/healthz" || true
  tries=$((tries + 1))
  if [ "$tries" -ge 30 ]; then
    echo "The app $FUNCTION_APP_NAME has no key 'blobs_extension' after 5 minutes: it did not start. See its log, then run 'azd deploy' again." >&2
    exit 1
  fi
  sleep 10
done

# subscribe NAME FUNCTION CONTAINER [SUFFIX]
subscribe() {
  # Only finished writes: a blob being uploaded in blocks raises events before it is whole.
  az eventgrid system-topic event-subscription create \
    --resource-group "$AZURE_RESOURCE_GROUP" --system-topic-name "$EVENT_TOPIC_NAME" --name "$1" \
    --endpoint-type webhook \
    --endpoint "$FUNCTION_APP_URL/runtime/webhooks/blobs?functionName=Host.Functions.$2&code=$key" \
    --included-event-types Microsoft.Storage.BlobCreated \
    --subject-begins-with "/blobServices/default/containers/$3/blobs/" \
    ${4:+--subject-ends-with "$4"} \
    --advanced-filter data.api StringIn PutBlob PutBlockList CopyBlob FlushWithClose \
    --max-delivery-attempts 30 --event-ttl 1440 --output none
  echo "$3 -> $2"
}

subscribe observations ObservationFile observations
subscribe numerical-model ModelFile numerical-model
subscribe stations StationList stations
subscribe training-results TrainingResultFile training /result.json
