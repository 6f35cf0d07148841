#!/bin/sh
# Before 'azd down': a delete lock on the data account would stop it half way. Asks before it takes the lock away. Its twin for Windows is remove-lock.ps1.
set -eu

if [ -z "${DATA_ACCOUNT_NAME:-}" ]; then
  exit 0
fi
if ! lock=$(az lock list --subscription "$AZURE_SUBSCRIPTION_ID" --resource-group "$AZURE_RESOURCE_GROUP" --resource "$DATA_ACCOUNT_NAME" \
  --resource-type Microsoft.Storage/storageAccounts --query "[0].id" --output tsv); then
  # The account may be gone already; a lock that is there still stops azd itself.
  echo "Whether the account $DATA_ACCOUNT_NAME is locked could not be found out; azd down goes on." >&2
  exit 0
fi
if [ -z "$lock" ]; then
  exit 0
fi

printf "The account %s, with all weather data, students and forecasts in it, is locked against deletion. Type its name to remove the lock: " "$DATA_ACCOUNT_NAME"
read -r answer
if [ "$answer" != "$DATA_ACCOUNT_NAME" ]; then
  echo "The lock stays; nothing is deleted." >&2
  exit 1
fi
az lock delete --ids "$lock" --output none
