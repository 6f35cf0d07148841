// Everything that WeatherKd needs on Azure. The trainer's image and the event subscriptions need what exists only afterwards: see hooks/.
targetScope = 'subscription'

@description('Name of the azd environment; part of the resource group\'s name and a tag of every resource.')
@minLength(1)
@maxLength(40)
param environmentName string

@description('Region of all resources. It must offer Flex Consumption and, for the chosen profile, serverless GPUs.')
param location string

@description('Workload profile that trains. Consumption-GPU-NC8as-T4 is the cheapest GPU; Consumption trains on CPUs alone.')
@allowed([
  'Consumption-GPU-NC8as-T4'
  'Consumption-GPU-NC24-A100'
  'Consumption'
])
param trainingProfile string = 'Consumption-GPU-NC8as-T4'

@description('Image of the trainer. The hook build-trainer.sh builds it and remembers its name in the azd environment; before that a public sample image stands in.')
param trainerImage string = 'mcr.microsoft.com/k8se/quickstart-jobs:latest'

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

@description('Instances kept warm for HTTP requests; each costs even when idle. 0 answers the first request after a pause slowly.')
@minValue(0)
@maxValue(10)
param warmHttpInstances int = 0

var tags = { 'azd-env-name': environmentName }
var token = uniqueString(subscription().id, environmentName, location)

resource group 'Microsoft.Resources/resourceGroups@2024-11-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module identities 'modules/identities.bicep' = {
  scope: group
  params: { location: location, tags: tags, token: token }
}

module monitoring 'modules/monitoring.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    token: token
    publisherPrincipalIds: [identities.outputs.appPrincipalId, identities.outputs.trainerPrincipalId]
  }
}

module storage 'modules/storage.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    token: token
    appPrincipalId: identities.outputs.appPrincipalId
    trainerPrincipalId: identities.outputs.trainerPrincipalId
  }
}

module training 'modules/training.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    token: token
    image: trainerImage
    profile: trainingProfile
    timeLimitHours: trainingTimeLimitHours
    identityId: identities.outputs.trainerId
    identityClientId: identities.outputs.trainerClientId
    identityPrincipalId: identities.outputs.trainerPrincipalId
    starterPrincipalId: identities.outputs.appPrincipalId
    blobEndpoint: storage.outputs.dataBlobEndpoint
    workspaceId: monitoring.outputs.workspaceId
    applicationInsightsConnectionString: monitoring.outputs.connectionString
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
    maximumInstances: maximumInstances
    warmHttpInstances: warmHttpInstances
  }
}

module events 'modules/events.bicep' = {
  scope: group
  params: { location: location, tags: tags, token: token, sourceAccountName: storage.outputs.dataAccountName }
}

@description('Resource group of everything.')
output AZURE_RESOURCE_GROUP string = group.name

@description('Name of the function app.')
output FUNCTION_APP_NAME string = functions.outputs.name

@description('Where the page and the API answer.')
output FUNCTION_APP_URL string = functions.outputs.url

@description('Storage account to upload observations, model files and station lists to.')
output DATA_ACCOUNT_NAME string = storage.outputs.dataAccountName

@description('Topic of the storage account\'s events, to which the post-deploy hook subscribes the app.')
output EVENT_TOPIC_NAME string = events.outputs.topicName

@description('Registry of the trainer\'s image.')
output REGISTRY_NAME string = training.outputs.registryName

@description('Container Apps job that trains.')
output TRAINING_JOB_NAME string = training.outputs.jobName
