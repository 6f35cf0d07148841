// Everything that WeatherKd needs on Azure. The event subscriptions need the running app: see hooks/.
targetScope = 'subscription'

@description('Name of the azd environment; part of the resource group\'s name and a tag of every resource.')
@minLength(1)
@maxLength(40)
param environmentName string

// Flex Consumption: the regions that Microsoft's samples for it allow (Azure-Samples/functions-quickstart-dotnet-azd,
// infra/main.bicep). T4 and A100: learn.microsoft.com/azure/container-apps/gpu-serverless-overview, Supported regions. Without
// availability zones: northcentralus.
@description('Region of all resources. Allowed: those that are published to have Flex Consumption, serverless T4 GPUs and zone redundancy together. A100: australiaeast, eastus, swedencentral.')
@allowed([
  'australiaeast'
  'centralindia'
  'eastus'
  'francecentral'
  'southcentralus'
  'southeastasia'
  'swedencentral'
  'westeurope'
  'westus2'
])
@metadata({ azd: { type: 'location' } })
param location string

@description('Workload profile that trains. Consumption-GPU-NC8as-T4 is the cheapest GPU; Consumption trains on CPUs alone.')
@allowed([
  'Consumption-GPU-NC8as-T4'
  'Consumption-GPU-NC24-A100'
  'Consumption'
])
param trainingProfile string = 'Consumption-GPU-NC8as-T4'

@description('Image of the trainer that azd deployed last. Used only where its job still exists: an image outlives neither the job nor the registry.')
param trainerImage string = ''

@description('Whether the training job exists, as azd finds out before it provisions.')
param trainerExists bool = false

@description('Who may read forecasts over HTTP: Anonymous, or Function for holders of a function key.')
@allowed([
  'Anonymous'
  'Function'
])
param readAuthorization string = 'Anonymous'

@description('Longest time that a training job may take over all its tries, in hours.')
@minValue(1)
@maxValue(24)
param trainingTimeLimitHours int = 6

@description('Most instances that the function app scales out to.')
@minValue(1)
@maxValue(1000)
param maximumInstances int = 40

@description('Memory of an instance, in MB. Aligning years of observations and scoring a student take more than 2048.')
@allowed([
  2048
  4096
])
param instanceMemoryMB int = 4096

@description('Instances kept warm for HTTP requests; each costs even when idle. 0 answers the first request after a pause slowly.')
@minValue(0)
@maxValue(10)
param warmHttpInstances int = 0

@description('Instances kept warm for orchestrations; each costs even when idle. 0 starts a retraining some seconds later.')
@minValue(0)
@maxValue(10)
param warmDurableInstances int = 0

@description('The operator\'s own app settings, such as { "Retraining__CoolDown": "01:00:00" }: provisioning replaces all settings, so that one made elsewhere would be lost. The template\'s own names win.')
param appSettings object = {}

@description('Redundancy of the weather\'s data.')
@allowed([
  'Standard_LRS'
  'Standard_ZRS'
  'Standard_GZRS'
])
param dataRedundancy string = 'Standard_ZRS'

@description('Days for which deleted blobs, containers and versions of the weather\'s data can be brought back.')
@minValue(1)
@maxValue(365)
param softDeleteDays int = 7

@description('Days over which the weather\'s data can be restored to a point in time; fewer than softDeleteDays. 0 switches that off.')
@minValue(0)
@maxValue(364)
param pointInTimeRestoreDays int = 6

@description('Whether old training jobs and students that nothing refers to are deleted once a day.')
param automaticRetention bool = true

@description('Whether the weather\'s data are locked against deletion. A hook asks before azd down removes the lock.')
param deleteLock bool = false

@description('Most gigabytes of logs and telemetry taken in a day; what comes after is dropped.')
@minValue(1)
@maxValue(100)
param logDailyCapGB int = 1

@description('Address that alerts are sent to; without it they are seen in the portal alone.')
param alertEmail string = ''

@description('Whether storage is reached through a virtual network with private endpoints only. Uploads then come from inside it.')
param virtualNetwork bool = false

var tags = { 'azd-env-name': environmentName }
// Names come from parameters alone, never from what a module answers: azd provision --preview then knows all of them.
var token = uniqueString(subscription().id, environmentName, location)
var dataAccountName = 'stdata${token}'

resource group 'Microsoft.Resources/resourceGroups@2024-11-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module identities 'modules/identities.bicep' = {
  scope: group
  params: { location: location, tags: tags, token: token }
}

module network 'modules/network.bicep' = if (virtualNetwork) {
  scope: group
  params: { location: location, tags: tags, token: token }
}

module monitoring 'modules/monitoring.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    token: token
    dailyCapGB: logDailyCapGB
    publisherPrincipalIds: [identities.outputs.appPrincipalId, identities.outputs.trainerPrincipalId]
  }
}

module storage 'modules/storage.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    token: token
    accountName: dataAccountName
    redundancy: dataRedundancy
    softDeleteDays: softDeleteDays
    pointInTimeRestoreDays: pointInTimeRestoreDays
    deleteLock: deleteLock
    isPrivate: virtualNetwork
    appPrincipalId: identities.outputs.appPrincipalId
    trainerPrincipalId: identities.outputs.trainerPrincipalId
    deployerPrincipalId: deployer().objectId
  }
}

module endpoints 'modules/endpoints.bicep' = if (virtualNetwork) {
  scope: group
  params: {
    location: location
    tags: tags
    token: token
    networkId: network!.outputs.networkId
    subnetId: network!.outputs.endpointSubnetId
    dataAccountId: storage.outputs.dataAccountId
    hostAccountId: storage.outputs.hostAccountId
  }
}

module events 'modules/events.bicep' = {
  scope: group
  params: { location: location, tags: tags, token: token, sourceAccountName: dataAccountName }
  dependsOn: [storage]
}

module training 'modules/training.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    token: token
    image: trainerExists && !empty(trainerImage) ? trainerImage : 'mcr.microsoft.com/k8se/quickstart-jobs:latest'
    profile: trainingProfile
    timeLimitHours: trainingTimeLimitHours
    identityId: identities.outputs.trainerId
    identityClientId: identities.outputs.trainerClientId
    identityPrincipalId: identities.outputs.trainerPrincipalId
    starterPrincipalId: identities.outputs.appPrincipalId
    blobEndpoint: storage.outputs.dataBlobEndpoint
    workspaceId: monitoring.outputs.workspaceId
    applicationInsightsConnectionString: monitoring.outputs.connectionString
    subnetId: virtualNetwork ? network!.outputs.jobSubnetId : ''
  }
}

module functions 'modules/functions.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    token: token
    identityId: identities.outputs.appId
    identityClientId: identities.outputs.appClientId
    hostAccountName: storage.outputs.hostAccountName
    packageContainerUri: storage.outputs.packageContainerUri
    dataBlobEndpoint: storage.outputs.dataBlobEndpoint
    dataQueueEndpoint: storage.outputs.dataQueueEndpoint
    trainingJobId: training.outputs.jobId
    trainingTimeLimitHours: trainingTimeLimitHours
    applicationInsightsConnectionString: monitoring.outputs.connectionString
    readAuthorization: readAuthorization
    automaticRetention: automaticRetention
    maximumInstances: maximumInstances
    instanceMemoryMB: instanceMemoryMB
    warmHttpInstances: warmHttpInstances
    warmDurableInstances: warmDurableInstances
    operatorSettings: appSettings
    subnetId: virtualNetwork ? network!.outputs.appSubnetId : ''
  }
}

module alerts 'modules/alerts.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    token: token
    email: alertEmail
    workspaceId: monitoring.outputs.workspaceId
    eventTopicId: events.outputs.topicId
  }
}

@description('Resource group of everything.')
output AZURE_RESOURCE_GROUP string = group.name

@description('Region of everything.')
output AZURE_LOCATION string = location

@description('Tenant that the deployer and all identities belong to.')
output AZURE_TENANT_ID string = tenant().tenantId

@description('Registry that azd pushes the trainer\'s image to.')
output AZURE_CONTAINER_REGISTRY_ENDPOINT string = training.outputs.registryEndpoint

@description('What the trainer\'s image is built for: cuda or cpu.')
output TORCH_BACKEND string = startsWith(trainingProfile, 'Consumption-GPU') ? 'cuda' : 'cpu'

@description('Name of the function app.')
output FUNCTION_APP_NAME string = functions.outputs.name

@description('Where the page and the API answer.')
output FUNCTION_APP_URL string = functions.outputs.url

@description('The function app as azd\'s service of that name.')
output SERVICE_FUNCTIONS_NAME string = functions.outputs.name

@description('Where that service answers.')
output SERVICE_FUNCTIONS_URI string = functions.outputs.url

@description('The training job as azd\'s service of that name.')
output SERVICE_TRAINER_NAME string = training.outputs.jobName

@description('Storage account to upload observations, model files and station lists to.')
output DATA_ACCOUNT_NAME string = dataAccountName

@description('Its endpoint, as the operator commands take it with --storage.')
output DATA_ACCOUNT_ENDPOINT string = storage.outputs.dataBlobEndpoint

@description('Topic of the storage account\'s events, to which the post-deploy hook subscribes the app.')
output EVENT_TOPIC_NAME string = events.outputs.topicName

@description('Container for events that could not be delivered.')
output DEAD_LETTER_CONTAINER_ID string = events.outputs.deadLetterContainerId
