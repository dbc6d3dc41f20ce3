import type { TriggerTemplate } from './sensor.ts';

/** Kinds of triggers besides `k8s` and `argoWorkflow`, in the order in which Argo Events chooses one. */
export const otherTriggerKinds = [
  'http',
  'awsLambda',
  'azureEventHubs',
  'azureServiceBus',
  'kafka',
  'pulsar',
  'nats',
  'slack',
  'openWhisk',
  'custom',
  'log',
  'email',
] as const;

/** The kinds that a template has; the first is the one that Argo Events carries out. */
export function kindsOf(template: TriggerTemplate): string[] {
  return ['k8s', 'argoWorkflow', ...otherTriggerKinds].filter((kind) => template[kind] !== undefined);
}
