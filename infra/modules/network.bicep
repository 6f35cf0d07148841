// A virtual network for those who want storage off the internet.
@description('Region.')
param location string

@description('Tags of every resource.')
param tags object

@description('Suffix that makes names unique.')
@minLength(13)
@maxLength(13)
param token string

// Flex Consumption and Container Apps delegate alike, and a subnet serves one of them
// (learn.microsoft.com/azure/azure-functions/flex-consumption-how-to; /azure/container-apps/custom-virtual-networks).
var delegation = [{ name: 'app', properties: { serviceName: 'Microsoft.App/environments' } }]

resource network 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-${token}'
  location: location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: ['10.20.0.0/16'] }
    subnets: [
      { name: 'functions', properties: { addressPrefix: '10.20.0.0/24', delegations: delegation } }
      { name: 'jobs', properties: { addressPrefix: '10.20.1.0/24', delegations: delegation } }
      { name: 'endpoints', properties: { addressPrefix: '10.20.2.0/24', privateEndpointNetworkPolicies: 'Disabled' } }
    ]
  }

  resource functions 'subnets' existing = { name: 'functions' }
  resource jobs 'subnets' existing = { name: 'jobs' }
  resource endpoints 'subnets' existing = { name: 'endpoints' }
}

output networkId string = network.id
output appSubnetId string = network::functions.id
output jobSubnetId string = network::jobs.id
output endpointSubnetId string = network::endpoints.id
