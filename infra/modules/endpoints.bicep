// Private endpoints of both storage accounts, with the names that lead to them inside the network.
@description('Region.')
param location string

@description('Tags of every resource.')
param tags object

@description('Suffix that makes names unique.')
@minLength(13)
@maxLength(13)
param token string

@description('The virtual network.')
param networkId string

@description('Its subnet for private endpoints.')
param subnetId string

@description('Account of the weather\'s data.')
param dataAccountId string

@description('Account of the Functions host.')
param hostAccountId string

var services = ['blob', 'queue', 'table']
// The weather's data have no tables.
var wanted = [
  { name: 'data-blob', account: dataAccountId, service: 'blob' }
  { name: 'data-queue', account: dataAccountId, service: 'queue' }
  { name: 'host-blob', account: hostAccountId, service: 'blob' }
  { name: 'host-queue', account: hostAccountId, service: 'queue' }
  { name: 'host-table', account: hostAccountId, service: 'table' }
]

resource zones 'Microsoft.Network/privateDnsZones@2024-06-01' = [
  for service in services: {
    name: 'privatelink.${service}.${environment().suffixes.storage}'
    location: 'global'
    tags: tags
  }
]

resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [
  for (service, i) in services: {
    parent: zones[i]
    name: 'to-network'
    location: 'global'
    tags: tags
    properties: { registrationEnabled: false, virtualNetwork: { id: networkId } }
  }
]

resource endpoints 'Microsoft.Network/privateEndpoints@2024-05-01' = [
  for endpoint in wanted: {
    name: 'pe-${endpoint.name}-${token}'
    location: location
    tags: tags
    properties: {
      subnet: { id: subnetId }
      privateLinkServiceConnections: [
        { name: endpoint.name, properties: { privateLinkServiceId: endpoint.account, groupIds: [endpoint.service] } }
      ]
    }
  }
]

resource names 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2024-05-01' = [
  for (endpoint, i) in wanted: {
    parent: endpoints[i]
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [
        { name: endpoint.service, properties: { privateDnsZoneId: zones[indexOf(services, endpoint.service)].id } }
      ]
    }
  }
]
