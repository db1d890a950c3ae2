// Somebody is told before a month costs more than it may. It stops nothing.
param amount int
param start string
param alertEmail string

var told = {
  enabled: true
  operator: 'GreaterThanOrEqualTo'
  contactEmails: empty(alertEmail) ? [] : [alertEmail]
  contactRoles: ['Owner']
}

resource budget 'Microsoft.Consumption/budgets@2024-08-01' = {
  name: 'quiz'
  properties: {
    category: 'Cost'
    amount: amount
    timeGrain: 'Monthly'
    timePeriod: { startDate: start }
    notifications: {
      mostIsSpent: union(told, { threshold: 80, thresholdType: 'Actual' })
      willBeExceeded: union(told, { threshold: 100, thresholdType: 'Forecasted' })
    }
  }
}
