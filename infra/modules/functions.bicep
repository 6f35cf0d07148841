// The function app on Flex Consumption: scales out per function, and to nothing when idle.
@description('Region.')
param location string

@description('Tags of every resource.')
param tags object

@description('Suffix that makes names unique.')
@minLength(13)
@maxLength(13)
param token string

@description('Resource id of the app\'s identity.')
param identityId string

@description('Client id of the app\'s identity.')
param identityClientId string

@description('Account of the Functions host.')
param hostAccountName string

@description('Container of the app\'s package.')
param packageContainerUri string

@description('Blob endpoint of the data account.')
param dataBlobEndpoint string

@description('Queue endpoint of the data account.')
param dataQueueEndpoint string

@description('Resource id of the training job.')
param trainingJobId string

@description('Longest time that a training job may take over all its tries, in hours.')
param trainingTimeLimitHours int

@description('Where telemetry goes; not a secret, since local authentication is off.')
param applicationInsightsConnectionString string

@description('Anonymous or Function.')
param readAuthorization string

@description('Most instances.')
param maximumInstances int

@description('Memory of an instance, in MB.')
param instanceMemoryMB int

@description('Instances kept warm for HTTP requests.')
param warmHttpInstances int

@description('Instances kept warm for orchestrations.')
param warmDurableInstances int

@description('Whether old jobs and students are deleted once a day.')
param automaticRetention bool

@description('The operator\'s own app settings.')
param operatorSettings object

@description('Subnet of the app; empty for none.')
param subnetId string

// The operator's settings first: of two with one name the latter stays.
var settings = union(operatorSettings, {
  AzureWebJobsStorage__accountName: hostAccountName
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identityClientId
  AzureWebJobsDisableHomepage: 'true'
  // Of the blob triggers.
  WeatherStorage__blobServiceUri: dataBlobEndpoint
  WeatherStorage__queueServiceUri: dataQueueEndpoint
  WeatherStorage__credential: 'managedidentity'
  WeatherStorage__clientId: identityClientId
  // Of the domain.
  Storage__BlobServiceUri: dataBlobEndpoint
  Storage__ClientId: identityClientId
  TrainingJob__ResourceId: trainingJobId
  // Days, hours, minutes, seconds: '24:00:00' alone would be read as 24 days.
  Retraining__TrainingTimeLimit: '${trainingTimeLimitHours / 24}.${padLeft(string(trainingTimeLimitHours % 24), 2, '0')}:00:00'
  Retention__Automatic: string(automaticRetention)
  Api__ReadAuthorization: readAuthorization
  APPLICATIONINSIGHTS_CONNECTION_STRING: applicationInsightsConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
})

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: 'plan-${token}'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2024-04-01' = {
  name: 'func-${token}'
  location: location
  tags: union(tags, { 'azd-service-name': 'functions' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    siteConfig: { minTlsVersion: '1.2' }
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packageContainerUri
          authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: identityId }
        }
      }
      runtime: { name: 'dotnet-isolated', version: '10.0' }
      scaleAndConcurrency: {
        maximumInstanceCount: maximumInstances
        instanceMemoryMB: instanceMemoryMB
        alwaysReady: concat(
          warmHttpInstances > 0 ? [{ name: 'http', instanceCount: warmHttpInstances }] : [],
          warmDurableInstances > 0 ? [{ name: 'durable', instanceCount: warmDurableInstances }] : []
        )
      }
    }
  }

  resource appSettings 'config' = {
    name: 'appsettings'
    properties: settings
  }
}

// Publishing is by signed-in identities alone.
resource noFtpPasswords 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = {
  parent: app
  name: 'ftp'
  properties: { allow: false }
}

resource noScmPasswords 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = {
  parent: app
  name: 'scm'
  properties: { allow: false }
}

output name string = app.name
output url string = 'https://${app.properties.defaultHostName}'
