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

@description('Subnet of the environment; empty for none.')
param subnetId string

// learn.microsoft.com/azure/role-based-access-control/built-in-roles/containers: read, start and stop jobs.
var jobsOperator = 'b9a307c4-5aa3-4b52-ba60-2b17c136cd7b'
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

// Each deployment leaves an image of some gigabytes; the last three, and whatever is younger than a month, stay.
resource purge 'Microsoft.ContainerRegistry/registries/tasks@2019-06-01-preview' = {
  parent: registry
  name: 'purge-old-images'
  location: location
  tags: tags
  properties: {
    status: 'Enabled'
    platform: { os: 'Linux', architecture: 'amd64' }
    step: {
      type: 'EncodedTask'
      encodedTaskContent: base64('version: v1.1.0\nsteps:\n  - cmd: acr purge --filter \'weatherkd/.*:.*\' --ago 30d --keep 3 --untagged\n    disableWorkingDirectoryOverride: true\n    timeout: 3600\n')
    }
    trigger: { timerTriggers: [{ name: 'weekly', schedule: '0 3 * * 0', status: 'Enabled' }] }
  }
}

resource mayPull 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(registry.id, 'trainer', acrPull)
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
    vnetConfiguration: empty(subnetId) ? null : { infrastructureSubnetId: subnetId, internal: true }
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
  // azd deploys the image to what carries its service's name.
  tags: union(tags, { 'azd-service-name': 'trainer' })
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

resource mayStart 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(job.id, 'app', jobsOperator)
  scope: job
  properties: {
    principalId: starterPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', jobsOperator)
  }
}

output jobId string = job.id
output jobName string = job.name
output registryEndpoint string = registry.properties.loginServer
