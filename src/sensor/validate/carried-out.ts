/**
 * What of Argo Events' Sensors this version carries out. It is the one place to switch something on: what is not here is accepted
 * with a warning, and refused by its name when the trigger fires.
 */
export const carriedOut: CarriedOut = {
  triggers: {
    k8s: ['create', 'update', 'patch', 'delete'],
    argoWorkflow: ['submit', 'submit-from', 'suspend', 'retry', 'resume', 'resubmit', 'terminate', 'stop'],
    others: ['http', 'log', 'kafka', 'nats'],
  },
  /** Objects that `k8s` triggers may be about; `any` is all that the policy allows. */
  kubernetesKinds: 'any',
  retryStrategy: true,
  dlqTrigger: true,
  policy: true,
  rateLimit: true,
};

export interface CarriedOut {
  triggers: { k8s: readonly string[]; argoWorkflow: readonly string[]; others: readonly string[] };
  kubernetesKinds: 'workflow' | 'any';
  retryStrategy: boolean;
  dlqTrigger: boolean;
  policy: boolean;
  rateLimit: boolean;
}
