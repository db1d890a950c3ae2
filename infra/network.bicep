// The network that the site and its database share. Nothing outside of it reaches the database.
param suffix string
param location string
param tags object

resource network 'Microsoft.Network/virtualNetworks@2025-05-01' = {
  name: 'vnet-quiz-${suffix}'
  location: location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: ['10.0.0.0/16'] }
    // Within the network's own properties: subnets of their own would be taken out and put back by the next deployment.
    subnets: [
      {
        // Flex Consumption: an address for each instance, and no underscore in the name. A delegated subnet has its
        // way out to the internet, to telemetry for one, whatever Azure's default for other new subnets has become.
        name: 'app'
        properties: {
          addressPrefix: '10.0.0.0/24'
          delegations: [{ name: 'app', properties: { serviceName: 'Microsoft.App/environments' } }]
        }
      }
      {
        name: 'database'
        properties: {
          addressPrefix: '10.0.1.0/28'
          delegations: [{ name: 'database', properties: { serviceName: 'Microsoft.DBforPostgreSQL/flexibleServers' } }]
        }
      }
      {
        name: 'endpoints'
        properties: { addressPrefix: '10.0.2.0/28', defaultOutboundAccess: false }
      }
    ]
  }

  resource app 'subnets' existing = { name: 'app' }
  resource database 'subnets' existing = { name: 'database' }
  resource endpoints 'subnets' existing = { name: 'endpoints' }
}

resource databaseZone 'Microsoft.Network/privateDnsZones@2024-06-01' = {
  name: 'quiz-${suffix}.private.postgres.database.azure.com'
  location: 'global'
  tags: tags
}

resource databaseLink 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = {
  parent: databaseZone
  name: 'network'
  location: 'global'
  tags: tags
  properties: {
    registrationEnabled: false
    virtualNetwork: { id: network.id }
  }
}

output id string = network.id
output appSubnetId string = network::app.id
output databaseSubnetId string = network::database.id
output endpointsSubnetId string = network::endpoints.id
// The outputs of a module come when all of it is there, so whoever uses the zone finds it linked to the network.
output databaseZoneId string = databaseZone.id
