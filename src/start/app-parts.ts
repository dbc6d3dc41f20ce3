import type { Logger } from 'pino';
import type { Probot } from 'probot';
import type { EventBus } from '../bus/event-bus.ts';
import type { GithubDeliveries } from '../github/deliveries/deliveries.ts';
import type { GitHub } from '../github/github.ts';
import type { GithubInstallations } from '../github/installations/installations.ts';
import type { GithubPeople } from '../github/people/people.ts';
import type { ClusterClient } from '../kubernetes/create-kubernetes.ts';
import type { Metrics } from '../observe/create-metrics.ts';
import type { PolicyFile } from '../policy/file/watch-policy-file.ts';
import type { IdentitySigner } from '../run/identity/sign-identity.ts';
import type { ArgoLocks } from '../run/locks/argo-locks.ts';
import type { RunTokens } from '../run/token/run-tokens.ts';
import type { Sandbox } from '../sandbox/create-sandbox.ts';
import type { Settings } from '../settings/settings.ts';
import type { BrokerLinks } from '../trigger/broker/broker-links.ts';
import type { OperatedSources } from './operate-sources.ts';

/** What is made first; the rest is put together from it. */
export interface AppParts {
  settings: Settings;
  log: Logger;
  metrics: Metrics;
  bus: EventBus;
  kubernetes: ClusterClient;
  github: GitHub & GithubPeople & GithubInstallations & GithubDeliveries;
  tokens: RunTokens;
  probot: Probot;
  signer: IdentitySigner;
  /** What one part learns of how the cluster's Argo takes locks, all know. */
  argoLocks: ArgoLocks;
  sandbox: Sandbox;
  links: BrokerLinks;
  policyFile: PolicyFile | undefined;
  /** Namespaces of this app and of Argo's controller. */
  reservedNamespaces: readonly string[];
  /** The namespace of the pod that this process runs in. */
  ownNamespace: string | undefined;
  /** How long after it began to lead a replica looks for failed deliveries. */
  sweepAfterMs: number | undefined;
  operated: OperatedSources;
}
