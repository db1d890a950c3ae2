// The site: a function app on Flex Consumption, which costs nothing while nobody asks for a page.
param suffix string
param location string
param tags object
param identityId string
param identityClientId string
param subnetId string
param blobEndpoint string
param packagesUrl string
param applicationInsightsConnectionString string
param databaseHost string
param databasePort int
param databaseName string
param databaseUser string
param maximumInstances int
param alwaysReady int
@secure()
param sessionSecret string
@secure()
param sessionSecretPrevious string
param siteUrl string
param microsoftSignInClientId string

// How many requests an instance works on at once: Azure sends it so many, and so many threads take them.
var concurrency = 16
var hasMicrosoftSignIn = !empty(microsoftSignInClientId)

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: 'plan-quiz-${suffix}'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true }
}

resource site 'Microsoft.Web/sites@2025-03-01' = {
  name: 'func-quiz-${suffix}'
  location: location
  tags: union(tags, { 'azd-service-name': 'site' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    virtualNetworkSubnetId: subnetId
    siteConfig: { minTlsVersion: '1.2', http20Enabled: true }
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packagesUrl
          authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: identityId }
        }
      }
      runtime: { name: 'python', version: '3.13' }
      scaleAndConcurrency: {
        instanceMemoryMB: 2048
        maximumInstanceCount: maximumInstances
        alwaysReady: alwaysReady > 0 ? [{ name: 'http', instanceCount: alwaysReady }] : []
        triggers: { http: { perInstanceConcurrency: concurrency } }
      }
    }
  }

  // Nobody deploys with a user name and a password.
  resource noPasswordForScm 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }

  resource noPasswordForFtp 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  resource settings 'config' = {
    name: 'appsettings'
    properties: {
      AzureWebJobsStorage__blobServiceUri: blobEndpoint
      AzureWebJobsStorage__clientId: identityClientId
      AzureWebJobsStorage__credential: 'managedidentity'
      AzureWebJobsDisableHomepage: 'true'
      APPLICATIONINSIGHTS_CONNECTION_STRING: applicationInsightsConnectionString
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
      PYTHON_THREADPOOL_THREAD_COUNT: string(concurrency)
      AZURE_CLIENT_ID: identityClientId
      PGHOST: databaseHost
      PGPORT: string(databasePort)
      PGDATABASE: databaseName
      PGUSER: databaseUser
      PGSSLMODE: 'require' // encrypted, within the private network; docs/deploying.md on verify-full
      SESSION_SECRET: sessionSecret
      SESSION_SECRET_PREVIOUS: sessionSecretPrevious
      SITE_URL: siteUrl
      MICROSOFT_SIGN_IN: hasMicrosoftSignIn ? 'true' : 'false'
    }
  }

  // Microsoft's sign-in in front of the site lets everybody through and tells who has signed in; students never have to.
  resource signIn 'config' = if (hasMicrosoftSignIn) {
    name: 'authsettingsV2'
    properties: {
      platform: { enabled: true, runtimeVersion: '~1' }
      globalValidation: { requireAuthentication: false, unauthenticatedClientAction: 'AllowAnonymous' }
      httpSettings: { requireHttps: true, routes: { apiPrefix: '/.auth' } }
      login: { tokenStore: { enabled: false } }
      identityProviders: {
        azureActiveDirectory: {
          enabled: true
          registration: {
            clientId: microsoftSignInClientId
            openIdIssuer: '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0'
          }
          validation: { allowedAudiences: ['api://${microsoftSignInClientId}', microsoftSignInClientId] }
        }
      }
    }
  }
}

output name string = site.name
output siteUrl string = empty(siteUrl) ? 'https://${site.properties.defaultHostName}' : siteUrl
