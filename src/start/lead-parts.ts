import type { Logger } from 'pino';
import type { Records } from '../bus/event-bus.ts';
import type { GithubDeliveries } from '../github/deliveries/deliveries.ts';
import type { GitHub } from '../github/github.ts';
import type { GithubInstallations } from '../github/installations/installations.ts';
import type { ClusterClient } from '../kubernetes/create-kubernetes.ts';
import type { WorkflowHead } from '../kubernetes/workflow.ts';
import type { LeaderDuties } from '../leader/leadership.ts';
import type { Metrics } from '../observe/create-metrics.ts';
import type { PolicyFile } from '../policy/file/watch-policy-file.ts';
import type { IdentitySigner } from '../run/sign-identity.ts';
import type { RunTokens } from '../run/token/run-tokens.ts';
import type { Settings } from '../settings/settings.ts';

/** What leading needs. */
export interface LeadParts {
  settings: Settings;
  log: Logger;
  metrics: Metrics;
  records: Records;
  /** Of the bus: rejects while it takes nothing. */
  checkWritable(): Promise<void>;
  kubernetes: ClusterClient;
  github: GitHub & GithubDeliveries & GithubInstallations;
  tokens: RunTokens;
  /** What else only the leader does. */
  alsoLead: readonly LeaderDuties[];
  signer: IdentitySigner;
  policyFile: PolicyFile | undefined;
  /** Namespaces of this app and of Argo's controller. */
  reservedNamespaces: readonly string[];
  /** The namespace of the pod that this process runs in. */
  ownNamespace: string | undefined;
  /** Told of each Workflow of the App whenever its metadata changed. */
  onSeen?: ((head: WorkflowHead) => void) | undefined;
  /** How long after it began to lead it looks for failed deliveries. */
  sweepAfterMs?: number | undefined;
}
