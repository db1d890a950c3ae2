// Everything the site needs in Azure, in one resource group. docs/deploying.md tells what it is and what it costs.
targetScope = 'subscription'

@minLength(1)
@maxLength(64)
@description('The name of the azd environment, which names the resource group.')
param environmentName string

@minLength(1)
@description('Where everything is made. Flex Consumption and the database must be offered there.')
@metadata({ azd: { type: 'location' } })
param location string

@secure()
@minLength(32)
@description('Signs tickets and cookies. azd makes it once and keeps it with the environment.')
@metadata({ azd: { type: 'generate', config: { length: 48, noSpecial: true } } })
param sessionSecret string

@secure()
@description('The secret before, while it is being changed.')
param sessionSecretPrevious string = ''

@description('The site\'s own address, such as https://quiz.example.org, once its domain leads here.')
param siteUrl string = ''

@minValue(40)
@maxValue(1000)
@description('At how many instances the site stops growing. Azure takes no fewer than 40 everywhere.')
param maximumInstances int = 40

@minValue(0)
@maxValue(20)
@description('Instances that are always awake, and always paid.')
param alwaysReady int = 0

@allowed(['16', '17', '18'])
@description('The version of PostgreSQL.')
param databaseVersion string = '17'

@description('The database server, if it is not the first one: one that a backup was restored to.')
param databaseServer string = ''

@description('The size of the database server: Standard_B1ms, Standard_B2s, Standard_D2ds_v5 and so on.')
param databaseSku string = 'Standard_B1ms'

@minValue(32)
@description('Storage in GB. It grows by itself and never shrinks.')
param databaseStorage int = 32

@minValue(7)
@maxValue(35)
@description('For how many days the database can be set back to any moment.')
param backupDays int = 7

@description('Connect through the server\'s own PgBouncer. Burstable servers (Standard_B…) have none.')
param pgBouncer bool = false

@description('Close the storage account to the internet, too. The private endpoint that it takes is paid by the hour.')
param privateStorage bool = false

@description('Who hears of failed requests and of the budget; the subscription\'s owners if empty.')
param alertEmail string = ''

@minValue(0)
@description('How much a month may cost, in the currency of the bill, before somebody is told. 0: no budget.')
param budgetAmount int = 30

@description('The first day of the month in which the budget began. Azure never lets it change.')
param budgetStart string = ''

@description('The app registration with which teachers sign in at Microsoft; none if empty.')
param microsoftSignInClientId string = ''

var suffix = uniqueString(subscription().id, environmentName, location)
var tags = { 'azd-env-name': environmentName }

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module identity 'identity.bicep' = {
  name: 'identity'
  scope: group
  params: { name: 'id-quiz-${suffix}', location: location, tags: tags }
}

module network 'network.bicep' = {
  name: 'network'
  scope: group
  params: { suffix: suffix, location: location, tags: tags }
}

module monitoring 'monitoring.bicep' = {
  name: 'monitoring'
  scope: group
  params: {
    suffix: suffix
    location: location
    tags: tags
    principalId: identity.outputs.principalId
    alertEmail: alertEmail
  }
}

module budget 'budget.bicep' = if (budgetAmount > 0 && !empty(budgetStart)) {
  name: 'budget'
  scope: group
  params: { amount: budgetAmount, start: budgetStart, alertEmail: alertEmail }
}

module storage 'storage.bicep' = {
  name: 'storage'
  scope: group
  params: {
    suffix: suffix
    location: location
    tags: tags
    principalId: identity.outputs.principalId
    isPrivate: privateStorage
    networkId: network.outputs.id
    subnetId: network.outputs.endpointsSubnetId
  }
}

module postgres 'postgres.bicep' = {
  name: 'postgres'
  scope: group
  params: {
    name: empty(databaseServer) ? 'psql-quiz-${suffix}' : databaseServer
    location: location
    tags: tags
    subnetId: network.outputs.databaseSubnetId
    dnsZoneId: network.outputs.databaseZoneId
    administratorId: identity.outputs.principalId
    administratorName: identity.outputs.name
    postgresVersion: databaseVersion
    skuName: databaseSku
    storageSizeGB: databaseStorage
    backupDays: backupDays
    pgBouncer: pgBouncer
  }
}

module functions 'functions.bicep' = {
  name: 'functions'
  scope: group
  params: {
    suffix: suffix
    location: location
    tags: tags
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    subnetId: network.outputs.appSubnetId
    blobEndpoint: storage.outputs.blobEndpoint
    packagesUrl: storage.outputs.packagesUrl
    applicationInsightsConnectionString: monitoring.outputs.connectionString
    databaseHost: postgres.outputs.host
    databasePort: postgres.outputs.port
    databaseName: postgres.outputs.database
    databaseUser: identity.outputs.name
    maximumInstances: maximumInstances
    alwaysReady: alwaysReady
    sessionSecret: sessionSecret
    sessionSecretPrevious: sessionSecretPrevious
    siteUrl: siteUrl
    microsoftSignInClientId: microsoftSignInClientId
  }
}

output AZURE_RESOURCE_GROUP string = group.name
output DATABASE_SERVER string = postgres.outputs.server
output FUNCTION_APP string = functions.outputs.name
output SITE_URL string = functions.outputs.siteUrl
