// The storage account for the site's package and the host's own bookkeeping. No key opens it and no blob is public.
param suffix string
param location string
param tags object
param principalId string
param isPrivate bool
param networkId string
param subnetId string

var blobDataOwner = 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' = {
  name: 'stquiz${suffix}'
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: 'Standard_LRS' }
  properties: {
    allowBlobPublicAccess: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: isPrivate ? 'Disabled' : 'Enabled'
    networkAcls: {
      defaultAction: isPrivate ? 'Deny' : 'Allow'
      bypass: 'None'
    }
  }

  resource blobs 'blobServices' = {
    name: 'default'

    resource packages 'containers' = {
      name: 'packages'
      properties: { publicAccess: 'None' }
    }
  }
}

resource ownsBlobs 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: account
  name: guid(account.id, principalId, blobDataOwner)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', blobDataOwner)
  }
}

module endpoint 'storage-endpoint.bicep' = if (isPrivate) {
  name: 'storage-endpoint'
  params: {
    suffix: suffix
    location: location
    tags: tags
    accountId: account.id
    networkId: networkId
    subnetId: subnetId
  }
}

output blobEndpoint string = account.properties.primaryEndpoints.blob
output packagesUrl string = '${account.properties.primaryEndpoints.blob}${account::blobs::packages.name}'
