// What the site tells about itself, who is told when it fails, and the questions worth asking.
param suffix string
param location string
param tags object
param principalId string
param alertEmail string

var metricsPublisher = '3913510d-42f4-4e42-8a64-420c390055eb'
var subscriptionOwner = '8e3af657-a8ff-443c-a75c-2fe8c4bcb635'

var queries = [
  { name: 'requests', title: 'Requests: how many, how fast', text: loadTextContent('queries/requests.kql') }
  { name: 'failures', title: 'Requests that failed', text: loadTextContent('queries/failures.kql') }
  { name: 'cold-starts', title: 'Cold starts', text: loadTextContent('queries/cold-starts.kql') }
  { name: 'slow-sql', title: 'Slow SQL', text: loadTextContent('queries/slow-sql.kql') }
]

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-07-01' = {
  name: 'log-quiz-${suffix}'
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: 30
    workspaceCapping: { dailyQuotaGb: 1 } // a mistake that logs without end has a price with an end
    features: { disableLocalAuth: true }
  }

  resource saved 'savedSearches' = [
    for query in queries: {
      name: query.name
      properties: { category: 'Quiz', displayName: query.title, query: query.text, version: 2 }
    }
  ]
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: 'appi-quiz-${suffix}'
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    DisableLocalAuth: true
  }
}

resource mayPublish 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: insights
  name: guid(insights.id, principalId, metricsPublisher)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', metricsPublisher)
  }
}

resource whoIsTold 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-quiz-${suffix}'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'quiz'
    emailReceivers: empty(alertEmail) ? [] : [
      { name: 'mail', emailAddress: alertEmail, useCommonAlertSchema: true }
    ]
    armRoleReceivers: empty(alertEmail) ? [
      { name: 'owners', roleId: subscriptionOwner, useCommonAlertSchema: true }
    ] : []
  }
}

resource failed 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: 'alert-quiz-${suffix}'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: 'Quiz: requests fail'
    description: 'More than four requests failed within a quarter of an hour. The saved query "Requests that failed" shows them.'
    enabled: true
    severity: 1
    scopes: [workspace.id]
    evaluationFrequency: 'PT15M'
    windowSize: 'PT15M'
    autoMitigate: true
    skipQueryValidation: true // a new workspace has no tables yet
    criteria: {
      allOf: [
        {
          query: loadTextContent('queries/failures.kql')
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: 4
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
        }
      ]
    }
    actions: { actionGroups: [whoIsTold.id] }
  }
}

output connectionString string = insights.properties.ConnectionString
