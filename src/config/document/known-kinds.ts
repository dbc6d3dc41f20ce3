/** What becomes of a document of Argo's by its kind. */
export type Reception = 'sensor' | 'event-source' | 'cron-workflow' | 'binding' | 'event-bus' | 'workflow';

export const argoApiVersion = 'argoproj.io/v1alpha1';

export const knownKinds: ReadonlyMap<string, Reception> = new Map<string, Reception>([
  ['Sensor', 'sensor'],
  ['EventSource', 'event-source'],
  ['EventBus', 'event-bus'],
  ['Workflow', 'workflow'],
  ['WorkflowTemplate', 'workflow'],
  ['ClusterWorkflowTemplate', 'workflow'],
  ['CronWorkflow', 'cron-workflow'],
  ['WorkflowEventBinding', 'binding'],
]);
