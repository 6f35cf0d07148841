# Before 'azd down': remove-lock.sh, for Windows. What it is for stands there.
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $false

if (-not $env:DATA_ACCOUNT_NAME) { exit 0 }
$lock = az lock list --subscription $env:AZURE_SUBSCRIPTION_ID --resource-group $env:AZURE_RESOURCE_GROUP --resource $env:DATA_ACCOUNT_NAME `
    --resource-type Microsoft.Storage/storageAccounts --query "[0].id" --output tsv
if ($LASTEXITCODE -ne 0) {
    Write-Warning "Whether the account $env:DATA_ACCOUNT_NAME is locked could not be found out; azd down goes on."
    exit 0
}
if (-not $lock) { exit 0 }

$answer = Read-Host "The account $env:DATA_ACCOUNT_NAME, with all weather data, students and forecasts in it, is locked against deletion. Type its name to remove the lock"
if ($answer -cne $env:DATA_ACCOUNT_NAME) {
    Write-Error 'The lock stays; nothing is deleted.'
}
az lock delete --ids $lock --output none
exit $LASTEXITCODE
