#!/bin/sh
# Subscribes the app's blob triggers to the storage account's events. Made here, not in Bicep: the webhook's key exists only once the app runs.
# Its twin for Windows is subscribe-events.ps1.
set -eu

# Time within which the app must have started and answered the handshake of each subscription.
limit_seconds=${SUBSCRIBE_LIMIT_SECONDS:-900}
pause_seconds=${SUBSCRIBE_PAUSE_SECONDS:-15}
deadline=$(($(date +%s) + limit_seconds))

# az may be signed in to another subscription than azd.
if ! az account show --subscription "$AZURE_SUBSCRIPTION_ID" --output none; then
  echo "The Azure CLI does not reach the subscription $AZURE_SUBSCRIPTION_ID: run 'az login --tenant $AZURE_TENANT_ID', then 'azd hooks run postdeploy'." >&2
  exit 1
fi

# Ends the script where the time is up; else wakes the app, which nobody else calls, and waits.
wait_or_give_up() {
  if [ "$(date +%s)" -ge "$deadline" ]; then
    echo "$1 within $limit_seconds s. See the app's log stream in the portal (resource group $AZURE_RESOURCE_GROUP), then run 'azd hooks run postdeploy'." >&2
    exit 1
  fi
  curl --silent --output /dev/null --max-time 60 "$FUNCTION_APP_URL/healthz" || true
  sleep "$pause_seconds"
}

until key=$(az functionapp keys list --subscription "$AZURE_SUBSCRIPTION_ID" --resource-group "$AZURE_RESOURCE_GROUP" --name "$FUNCTION_APP_NAME" \
    --query systemKeys.blobs_extension --output tsv) && [ -n "$key" ]; do
  wait_or_give_up "The app $FUNCTION_APP_NAME did not make its key 'blobs_extension'"
done

# subscribe NAME FUNCTION CONTAINER [SUFFIX]
subscribe() {
  # Only finished writes: a blob being uploaded in blocks raises events before it is whole. A cold or restarting app fails the handshake
  # (github.com/Azure/azure-functions-host/issues/6402), so that is tried again.
  until az eventgrid system-topic event-subscription create --subscription "$AZURE_SUBSCRIPTION_ID" \
    --resource-group "$AZURE_RESOURCE_GROUP" --system-topic-name "$EVENT_TOPIC_NAME" --name "$1" \
    --endpoint-type webhook \
    --endpoint "$FUNCTION_APP_URL/runtime/webhooks/blobs?functionName=Host.Functions.$2&code=$key" \
    --included-event-types Microsoft.Storage.BlobCreated \
    --subject-begins-with "/blobServices/default/containers/$3/blobs/" \
    ${4:+--subject-ends-with "$4"} \
    --advanced-filter data.api StringIn PutBlob PutBlockList CopyBlob FlushWithClose \
    --deadletter-identity systemassigned --deadletter-identity-endpoint "$DEAD_LETTER_CONTAINER_ID" \
    --max-delivery-attempts 30 --event-ttl 1440 --output none; do
    wait_or_give_up "The subscription $1 was not accepted"
  done
  echo "$3 -> $2"
}

subscribe observations ObservationFile observations
subscribe numerical-model ModelFile numerical-model
subscribe stations StationList stations
subscribe training-results TrainingResultFile training /result.json
