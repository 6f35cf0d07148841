// The training job: a container with a GPU that exists, and costs, only while it trains.
@description('Region.')
param location string

@description('Tags of every resource.')
param tags object

@description('Suffix that makes names unique.')
@minLength(13)
@maxLength(13)
param token string

@description('Image of the trainer.')
param image string

@description('Workload profile that trains.')
param profile string

@description('Longest time of one execution, in hours.')
param timeLimitHours int

@description('Resource id of the trainer\'s identity.')
param identityId string

@description('Client id of the trainer\'s identity.')
param identityClientId string

@description('Principal of the trainer\'s identity, which pulls the image.')
param identityPrincipalId string

@description('Principal that starts and stops executions: the function app.')
param starterPrincipalId string

@description('Blob endpoint of the data account.')
param blobEndpoint string

@description('Log Analytics workspace for the containers\' output.')
param workspaceId string

@description('Where the job\'s span and its epochs\' measurements go; not a secret, since local authentication is off.')
param applicationInsightsConnectionString string

var acrPull = '7f951dda-4ed3-4680-a7ca-43fe172d538d'
var hasGpu = startsWith(profile, 'Consumption-GPU')
var gpuProfile = { name: 'training', workloadProfileType: profile }
var resources = {
  'Consumption-GPU-NC8as-T4': { cpu: json('8'), memory: '56Gi' }
  'Consumption-GPU-NC24-A100': { cpu: json('24'), memory: '220Gi' }
  Consumption: { cpu: json('4'), memory: '8Gi' }
}

resource registry 'Microsoft.ContainerRegistry/registries@2023-07-01' = {
  name: 'cr${token}'
  location: location
  tags: tags
  sku: { name: 'Basic' }
  properties: { adminUserEnabled: false }
}

resource mayPull 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(registry.id, identityPrincipalId, acrPull)
  scope: registry
  properties: {
    principalId: identityPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', acrPull)
  }
}

resource environment 'Microsoft.App/managedEnvironments@2025-01-01' = {
  name: 'cae-${token}'
  location: location
  tags: tags
  properties: {
    appLogsConfiguration: { destination: 'azure-monitor' }
    workloadProfiles: concat([{ name: 'Consumption', workloadProfileType: 'Consumption' }], hasGpu ? [gpuProfile] : [])
  }
}

resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: environment
  properties: {
    workspaceId: workspaceId
    logs: [
      { category: 'ContainerAppConsoleLogs', enabled: true }
      { category: 'ContainerAppSystemLogs', enabled: true }
    ]
  }
}

resource job 'Microsoft.App/jobs@2025-01-01' = {
  name: 'job-train-${token}'
  location: location
  tags: tags
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    environmentId: environment.id
    workloadProfileName: hasGpu ? gpuProfile.name : 'Consumption'
    configuration: {
      triggerType: 'Manual'
      manualTriggerConfig: { parallelism: 1, replicaCompletionCount: 1 }
      replicaTimeout: timeLimitHours * 3600
      // The workflow starts a job that died again, from its checkpoint; the service must not do so beside it.
      replicaRetryLimit: 0
      registries: [{ server: registry.properties.loginServer, identity: identityId }]
    }
    template: {
      containers: [
        {
          name: 'trainer'
          image: image
          resources: resources[profile]
          env: [
            { name: 'WEATHERKD_STORAGE', value: blobEndpoint }
            { name: 'AZURE_CLIENT_ID', value: identityClientId }
            { name: 'APPLICATIONINSIGHTS_CONNECTION_STRING', value: applicationInsightsConnectionString }
          ]
        }
      ]
    }
  }
  dependsOn: [mayPull]
}

// Start, watch and stop this one job: no built-in role is as small.
resource starter 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(resourceGroup().id, 'training-job-starter')
  properties: {
    roleName: 'WeatherKd training job starter (${token})'
    description: 'Starts, watches and stops executions of the training job.'
    type: 'CustomRole'
    assignableScopes: [resourceGroup().id]
    permissions: [
      {
        actions: [
          'Microsoft.App/jobs/read'
          'Microsoft.App/jobs/start/action'
          'Microsoft.App/jobs/stop/execution/action'
          'Microsoft.App/jobs/execution/read'
          'Microsoft.App/jobs/executions/read'
        ]
      }
    ]
  }
}

resource mayStart 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(job.id, starterPrincipalId, starter.id)
  scope: job
  properties: {
    principalId: starterPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: starter.id
  }
}

output jobId string = job.id
output jobName string = job.name
output registryName string = registry.name
