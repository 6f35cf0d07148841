// The storage account's events. Subscriptions are made by hooks/subscribe-events.sh: the webhook's key exists only once the app runs.
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

resource source 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: sourceAccountName
}

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' = {
  name: 'evgt-${token}'
  location: location
  tags: tags
  properties: {
    source: source.id
    topicType: 'Microsoft.Storage.StorageAccounts'
  }
}

output topicName string = topic.name
