# Subscribes the app's blob triggers to the storage account's events: subscribe-events.sh, for Windows. What each step is for stands there.
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $false

$limitSeconds = if ($env:SUBSCRIBE_LIMIT_SECONDS) { [int]$env:SUBSCRIBE_LIMIT_SECONDS } else { 900 }
$pauseSeconds = if ($env:SUBSCRIBE_PAUSE_SECONDS) { [int]$env:SUBSCRIBE_PAUSE_SECONDS } else { 15 }
$deadline = [DateTime]::UtcNow.AddSeconds($limitSeconds)

az account show --subscription $env:AZURE_SUBSCRIPTION_ID --output none
if ($LASTEXITCODE -ne 0) {
    Write-Error "The Azure CLI does not reach the subscription $env:AZURE_SUBSCRIPTION_ID`: run 'az login --tenant $env:AZURE_TENANT_ID', then 'azd hooks run postdeploy'."
}

function Wait-OrGiveUp([string] $What) {
    if ([DateTime]::UtcNow -ge $deadline) {
        Write-Error "$What within $limitSeconds s. See the app's log stream in the portal (resource group $env:AZURE_RESOURCE_GROUP), then run 'azd hooks run postdeploy'."
    }
    try { Invoke-WebRequest -Uri "$env:FUNCTION_APP_URL/healthz" -TimeoutSec 60 | Out-Null } catch { }
    Start-Sleep -Seconds $pauseSeconds
}

while ($true) {
    $key = az functionapp keys list --subscription $env:AZURE_SUBSCRIPTION_ID --resource-group $env:AZURE_RESOURCE_GROUP --name $env:FUNCTION_APP_NAME `
        --query systemKeys.blobs_extension --output tsv
    if ($LASTEXITCODE -eq 0 -and $key) { break }
    Wait-OrGiveUp "The app $env:FUNCTION_APP_NAME did not make its key 'blobs_extension'"
}

function Add-Subscription([string] $Name, [string] $Function, [string] $Container, [string] $Suffix = '') {
    $ending = if ($Suffix) { @('--subject-ends-with', $Suffix) } else { @() }
    # az is a batch file on Windows, and cmd would end the address at its '&' unless it stands in quotes of its own.
    $endpoint = "`"$env:FUNCTION_APP_URL/runtime/webhooks/blobs?functionName=Host.Functions.$Function&code=$key`""
    while ($true) {
        az eventgrid system-topic event-subscription create --subscription $env:AZURE_SUBSCRIPTION_ID `
            --resource-group $env:AZURE_RESOURCE_GROUP --system-topic-name $env:EVENT_TOPIC_NAME --name $Name `
            --endpoint-type webhook `
            --endpoint $endpoint `
            --included-event-types Microsoft.Storage.BlobCreated `
            --subject-begins-with "/blobServices/default/containers/$Container/blobs/" `
            @ending `
            --advanced-filter data.api StringIn PutBlob PutBlockList CopyBlob FlushWithClose `
            --deadletter-identity systemassigned --deadletter-identity-endpoint $env:DEAD_LETTER_CONTAINER_ID `
            --max-delivery-attempts 30 --event-ttl 1440 --output none
        if ($LASTEXITCODE -eq 0) { break }
        Wait-OrGiveUp "The subscription $Name was not accepted"
    }
    Write-Output "$Container -> $Function"
}

Add-Subscription observations ObservationFile observations
Add-Subscription numerical-model ModelFile numerical-model
Add-Subscription stations StationList stations
Add-Subscription training-results TrainingResultFile training /result.json
