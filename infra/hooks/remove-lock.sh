#!/bin/sh
# Before 'azd down': a delete lock on the data account would stop it half way. Asks before it takes the lock away. Its twin for Windows is remove-lock.ps1.
set -eu

if [ -z "${DATA_ACCOUNT_NAME:-}" ]; then
  exit 0
fi
lock=$(az lock list --subscription "$AZURE_SUBSCRIPTION_ID" --resource-group "$AZURE_RESOURCE_GROUP" --resource "$DATA_ACCOUNT_NAME" \
  --resource-type Microsoft.Storage/storageAccounts --query "[0].id" --output tsv)
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
