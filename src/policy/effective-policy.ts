/** What one repository may do, after defaults and matching `repositories` entries are merged (docs: the policy file). */
export interface EffectivePolicy {
  namespace: string;
  /** Set by the app where the Workflow names none; undefined = the namespace's default account. */
  serviceAccount?: string;
  /** Further accounts that Workflows may name (globs). */
  serviceAccounts: string[];
  /** Trigger kinds that repositories may use. */
  triggers: string[];
  /** Kinds that `k8s` triggers may touch besides Workflow. */
  kinds: string[];
  /** Hosts that outgoing calls may go to (globs). */
  hosts: string[];
  /** Names (globs) of Secrets and ConfigMaps that Workflows may mount or read. */
  secrets: string[];
  configMaps: string[];
  /** Names (globs) of WorkflowTemplates and ClusterWorkflowTemplates that may be referenced. */
  templates: string[];
  /** Guarded features that are let through: `hostPath`, `hostNetwork`, `privileged`, `podSpecPatch`, `resourceTemplates`, … */
  allow: string[];
  limits: { runsPerEvent: number; timeoutSeconds: number };
  approve: 'each-commit' | 'author-once';
}
