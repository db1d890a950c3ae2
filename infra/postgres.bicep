// The database server: inside the network only, and without passwords. Its administrator is the site's identity.
param name string
param location string
param tags object
param subnetId string
param dnsZoneId string
param administratorId string
param administratorName string
param postgresVersion string
param skuName string
param storageSizeGB int
param backupDays int
param pgBouncer bool

var burstable = startsWith(skuName, 'Standard_B')
var memoryOptimized = startsWith(skuName, 'Standard_E')

// In session mode: quiz/postgres.py sets the search path and the role once, when it connects.
var pooler = pgBouncer ? [
  { name: 'pgbouncer.enabled', value: 'true' }
  { name: 'pgbouncer.pool_mode', value: 'session' }
] : []

resource server 'Microsoft.DBforPostgreSQL/flexibleServers@2025-08-01' = {
  name: name
  location: location
  tags: tags
  sku: {
    name: skuName
    tier: burstable ? 'Burstable' : memoryOptimized ? 'MemoryOptimized' : 'GeneralPurpose'
  }
  properties: {
    version: postgresVersion
    authConfig: {
      activeDirectoryAuth: 'Enabled'
      passwordAuth: 'Disabled'
      tenantId: tenant().tenantId
    }
    // A server in a subnet has no public address at all; this cannot be changed later.
    network: {
      delegatedSubnetResourceId: subnetId
      privateDnsZoneArmResourceId: dnsZoneId
    }
    storage: { storageSizeGB: storageSizeGB, autoGrow: 'Enabled' }
    backup: { backupRetentionDays: backupDays, geoRedundantBackup: 'Disabled' }
    highAvailability: { mode: 'Disabled' }
  }
}

// One after the other: the server refuses a change while it is busy with another.

resource database 'Microsoft.DBforPostgreSQL/flexibleServers/databases@2025-08-01' = {
  parent: server
  name: 'quiz'
  properties: { charset: 'UTF8', collation: 'en_US.utf8' }
}

@batchSize(1)
resource configurations 'Microsoft.DBforPostgreSQL/flexibleServers/configurations@2025-08-01' = [
  for setting in pooler: {
    parent: server
    name: setting.name
    properties: { source: 'user-override', value: setting.value }
    dependsOn: [database]
  }
]

// Named by object id. The name that it signs in with is that of the identity.
resource administrator 'Microsoft.DBforPostgreSQL/flexibleServers/administrators@2025-08-01' = {
  parent: server
  name: administratorId
  properties: {
    principalName: administratorName
    principalType: 'ServicePrincipal'
    tenantId: tenant().tenantId
  }
  dependsOn: [database, configurations]
}

output server string = server.name
output host string = server.properties.fullyQualifiedDomainName
output port int = pgBouncer ? 6432 : 5432
output database string = database.name
