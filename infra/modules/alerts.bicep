// What an operator is told of without looking. Each rule asks for what the service itself says or Azure counts; none reads weather data.
@description('Region.')
param location string

@description('Tags of every resource.')
param tags object

@description('Suffix that makes names unique.')
@minLength(13)
@maxLength(13)
param token string

@description('Address that alerts are sent to; empty sends none.')
param email string

@description('Log Analytics workspace with the service\'s logs and measurements.')
param workspaceId string

@description('Event Grid topic of the data account.')
param eventTopicId string

// Undelivered events. The service handles their files all the same, some twenty minutes later: many mean that the app does not answer.
var eventRules = [
  {
    name: 'dead-letters'
    metric: 'DeadLetteredCount'
    threshold: 0
    description: 'Events could not be delivered and lie in the container dead-letters.'
  }
  {
    name: 'dropped-events'
    metric: 'DroppedEventCount'
    threshold: 0
    description: 'Events could neither be delivered nor kept.'
  }
  {
    name: 'failed-deliveries'
    metric: 'DeliveryAttemptFailCount'
    threshold: 20
    description: 'The app refused or did not answer more than 20 deliveries of events within 15 minutes.'
  }
]

var queryRules = [
  {
    name: 'poison-queue'
    every: 'PT15M'
    within: 'PT15M'
    query: 'AppTraces | where Message has "webjobs-blobtrigger-poison"'
    description: 'The host gave up a file\'s event after five tries. The service tries the file again by itself; if that keeps failing, the alarm UnhandledFile follows.'
  }
  {
    name: 'failed-retraining'
    every: 'PT15M'
    within: 'PT15M'
    query: 'AppMetrics | where Name == "weatherkd.retrainings" and tostring(Properties["verdict"]) == "failed"'
    description: 'A retraining failed, the training job\'s failure included; the student in service stays.'
  }
  {
    name: 'standing-alarm'
    every: 'PT30M'
    within: 'PT30M'
    query: 'AppMetrics | where Name == "weatherkd.alarms.standing" and Max > 0 and tostring(Properties["kind"]) != "NoStudent"'
    description: 'The service itself raised an alarm; its page and pipeline/alarms.json say which.'
  }
  {
    name: 'no-student'
    every: 'PT1H'
    within: 'PT6H'
    query: 'AppMetrics | where Name == "weatherkd.alarms.standing" and tostring(Properties["kind"]) == "NoStudent" | summarize Least = min(Max) | where Least > 0'
    description: 'Observations come, and for six hours no student has been in service: nothing is forecast.'
  }
  {
    name: 'log-cap'
    every: 'PT1H'
    within: 'PT1H'
    query: '_LogOperation | where Category =~ "Ingestion" and Detail has "OverQuota"'
    description: 'The workspace has taken in its daily gigabytes; logs, measurements and the alerts that read them are blind until the next day.'
  }
]

resource operators 'Microsoft.Insights/actionGroups@2023-01-01' = if (!empty(email)) {
  name: 'ag-${token}'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'weatherkd'
    emailReceivers: [{ name: 'operators', emailAddress: email, useCommonAlertSchema: true }]
  }
}

resource eventAlerts 'Microsoft.Insights/metricAlerts@2018-03-01' = [
  for rule in eventRules: {
    name: '${rule.name}-${token}'
    location: 'global'
    tags: tags
    properties: {
      description: rule.description
      severity: 2
      enabled: true
      scopes: [eventTopicId]
      evaluationFrequency: 'PT15M'
      windowSize: 'PT15M'
      autoMitigate: true
      criteria: {
        'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
        allOf: [
          {
            criterionType: 'StaticThresholdCriterion'
            name: rule.name
            metricNamespace: 'Microsoft.EventGrid/systemTopics'
            metricName: rule.metric
            timeAggregation: 'Total'
            operator: 'GreaterThan'
            threshold: rule.threshold
          }
        ]
      }
      actions: empty(email) ? [] : [{ actionGroupId: operators.id }]
    }
  }
]

resource queryAlerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for rule in queryRules: {
    name: '${rule.name}-${token}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: rule.name
      description: rule.description
      severity: 2
      enabled: true
      scopes: [workspaceId]
      evaluationFrequency: rule.every
      windowSize: rule.within
      autoMitigate: true
      // Tables of a workspace that has never seen their data are not known yet.
      skipQueryValidation: true
      criteria: {
        allOf: [
          {
            query: rule.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: 0
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: { actionGroups: empty(email) ? [] : [operators.id] }
    }
  }
]
