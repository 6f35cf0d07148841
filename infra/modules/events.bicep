// The storage account's events, and where those go that could not be delivered. Subscriptions are made by
// hooks/subscribe-events.*: the webhook's key exists only once the app runs.
@description('Region.')
param location string

@description('Tags of every resource.')
param tags object

@description('Suffix that makes names unique.')
@minLength(13)
@maxLength(13)
param token string

@description('Storage account whose blobs raise events.')
param sourceAccountName string

var blobDataContributor = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'

resource source 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: sourceAccountName

  resource blobs 'blobServices' existing = {
    name: 'default'

    resource deadLetters 'containers' existing = {
      name: 'dead-letters'
    }
  }
}

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' = {
  name: 'evgt-${token}'
  location: location
  tags: tags
  // Its own: the account takes no keys, and who writes dead letters needs to do nothing else.
  identity: { type: 'SystemAssigned' }
  properties: {
    source: source.id
    topicType: 'Microsoft.Storage.StorageAccounts'
  }
}

resource mayWriteDeadLetters 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(source::blobs::deadLetters.id, 'event-topic', blobDataContributor)
  scope: source::blobs::deadLetters
  properties: {
    principalId: topic.identity.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', blobDataContributor)
  }
}

output topicName string = topic.name
output topicId string = topic.id
output deadLetterContainerId string = source::blobs::deadLetters.id
