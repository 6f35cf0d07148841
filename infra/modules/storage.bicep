// Two accounts: the weather's data, and what the Functions host keeps for itself (keys, leases, orchestrations, the app's package).
@description('Region.')
param location string

@description('Tags of every resource.')
param tags object

@description('Suffix that makes names unique.')
@minLength(13)
@maxLength(13)
param token string

@description('Name of the account of the weather\'s data.')
param accountName string

@description('Redundancy of the weather\'s data.')
param redundancy string

@description('Days for which what is deleted can be brought back.')
param softDeleteDays int

@description('Days over which the data can be restored to a point in time; 0 for not.')
param pointInTimeRestoreDays int

@description('Whether the data account is locked against deletion.')
param deleteLock bool

@description('Whether the accounts are reached through private endpoints alone.')
param isPrivate bool

@description('Identity of the function app.')
param appPrincipalId string

@description('Identity of the training job.')
param trainerPrincipalId string

@description('Who deploys, and uploads the first files.')
param deployerPrincipalId string

var packageContainer = 'app-package'
var dataContainers = [
  'observations'
  'numerical-model'
  'stations'
  'quarantine'
  'store'
  'training'
  'students'
  'archive'
  'pipeline'
  // Events that could not be delivered; only Event Grid writes here.
  'dead-letters'
]
// Azure's own services, such as Event Grid with its dead letters, come in by their identity.
var networkRules = isPrivate ? { defaultAction: 'Deny', bypass: 'AzureServices' } : { defaultAction: 'Allow', bypass: 'AzureServices' }
var role = {
  blobDataOwner: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
  blobDataContributor: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
  blobDataReader: '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1'
  queueDataContributor: '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
  tableDataContributor: '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
}

resource data 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: accountName
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: redundancy }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    networkAcls: networkRules
    supportsHttpsTrafficOnly: true
  }

  resource blobs 'blobServices' = {
    name: 'default'
    properties: {
      isVersioningEnabled: true
      // Restoring to a point in time replays the change feed.
      changeFeed: pointInTimeRestoreDays > 0 ? { enabled: true, retentionInDays: softDeleteDays } : { enabled: false }
      deleteRetentionPolicy: { enabled: true, days: softDeleteDays }
      containerDeleteRetentionPolicy: { enabled: true, days: softDeleteDays }
      restorePolicy: pointInTimeRestoreDays > 0 ? { enabled: true, days: pointInTimeRestoreDays } : { enabled: false }
    }

    resource containers 'containers' = [
      for name in dataContainers: {
        name: name
        properties: { publicAccess: 'None' }
      }
    ]
  }

  resource lifecycle 'managementPolicies' = {
    name: 'default'
    properties: {
      policy: {
        rules: [
          {
            // Snapshots, slots and ledgers change every few minutes; each change leaves a version.
            name: 'forget-old-versions'
            enabled: true
            type: 'Lifecycle'
            definition: {
              filters: { blobTypes: ['blockBlob'] }
              actions: { version: { delete: { daysAfterCreationGreaterThan: 14 } } }
            }
          }
          {
            // The snapshot that serving reads is written anew with each arrival and made again from the record at any time.
            name: 'forget-hot-versions'
            enabled: true
            type: 'Lifecycle'
            definition: {
              filters: { blobTypes: ['blockBlob'], prefixMatch: ['store/hot/'] }
              actions: { version: { delete: { daysAfterCreationGreaterThan: 1 } } }
            }
          }
          {
            // Raw files are read again only when a station is added.
            name: 'cool-raw-files'
            enabled: true
            type: 'Lifecycle'
            definition: {
              filters: { blobTypes: ['blockBlob'], prefixMatch: ['observations/', 'numerical-model/'] }
              actions: { baseBlob: { tierToCool: { daysAfterModificationGreaterThan: 60 } } }
            }
          }
        ]
      }
    }
  }
}

resource lock 'Microsoft.Authorization/locks@2020-05-01' = if (deleteLock) {
  name: 'keep-weather-data'
  scope: data
  properties: { level: 'CanNotDelete', notes: 'Weather data, students and forecasts. The hook remove-lock asks before azd down takes it away.' }
}

resource host 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: 'sthost${token}'
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: 'Standard_LRS' }
  properties: {
    allowBlobPublicAccess: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    networkAcls: networkRules
    supportsHttpsTrafficOnly: true
  }

  resource blobs 'blobServices' = {
    name: 'default'

    resource package 'containers' = {
      name: packageContainer
      properties: { publicAccess: 'None' }
    }
  }
}

// What the Functions host and Durable Functions are documented to need of their own account.
resource appOnHost 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for id in [role.blobDataOwner, role.queueDataContributor, role.tableDataContributor]: {
    name: guid(host.id, 'app', id)
    scope: host
    properties: {
      principalId: appPrincipalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', id)
    }
  }
]

// Blobs for the app's work; queues because the blob trigger leaves poison messages in the account of its blobs.
resource appOnData 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for id in [role.blobDataContributor, role.queueDataContributor]: {
    name: guid(data.id, 'app', id)
    scope: data
    properties: {
      principalId: appPrincipalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', id)
    }
  }
]

// So that the first upload works without another step. No type of principal is given: a person, or the pipeline's application.
resource deployerOnData 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(data.id, deployerPrincipalId, role.blobDataContributor)
  scope: data
  properties: {
    principalId: deployerPrincipalId
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.blobDataContributor)
  }
}

resource trainingContainer 'Microsoft.Storage/storageAccounts/blobServices/containers@2024-01-01' existing = {
  parent: data::blobs
  name: 'training'
}

resource studentsContainer 'Microsoft.Storage/storageAccounts/blobServices/containers@2024-01-01' existing = {
  parent: data::blobs
  name: 'students'
}

resource trainerWritesJobs 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(trainingContainer.id, 'trainer', role.blobDataContributor)
  scope: trainingContainer
  properties: {
    principalId: trainerPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.blobDataContributor)
  }
  dependsOn: [data::blobs::containers]
}

// A warm start reads its parent's weights.
resource trainerReadsStudents 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(studentsContainer.id, 'trainer', role.blobDataReader)
  scope: studentsContainer
  properties: {
    principalId: trainerPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.blobDataReader)
  }
  dependsOn: [data::blobs::containers]
}

output dataAccountId string = data.id
output hostAccountId string = host.id
output dataBlobEndpoint string = data.properties.primaryEndpoints.blob
output dataQueueEndpoint string = data.properties.primaryEndpoints.queue
output hostAccountName string = host.name
output packageContainerUri string = '${host.properties.primaryEndpoints.blob}${packageContainer}'
