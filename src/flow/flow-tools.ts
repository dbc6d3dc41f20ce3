import type { Logger } from 'pino';
import type { GitHub } from '../github/github.ts';
import type { GithubInstallations } from '../github/installations/installations.ts';
import type { GithubPeople } from '../github/people/people.ts';
import type { Kubernetes } from '../kubernetes/kubernetes.ts';
import type { Policy } from '../policy/file/policy.ts';
import type { HasCheck } from '../run/creation/tried-runs.ts';
import type { IdentitySigner } from '../run/identity/sign-identity.ts';
import type { ArgoLocks } from '../run/locks/argo-locks.ts';
import type { RunTokens } from '../run/token/run-tokens.ts';
import type { Sandbox } from '../sandbox/create-sandbox.ts';
import type { TriggerWorld } from '../trigger/trigger-tools.ts';
import type { CheckTools } from './verdict/check-request.ts';

/** What handling an event asks of GitHub. */
export type FlowGithub = GitHub & Pick<GithubPeople, 'readPullRequest' | 'listPullRequests' | 'listLatestChecks'>;

/** What handling an event needs from the world. */
export interface FlowTools extends CheckTools {
  appId: number;
  argoNamespace: string | undefined;
  /** Namespaces of this app and of Argo's controller: no run goes there unless the policy says so. */
  reservedNamespaces: readonly string[];
  /** Where the App is installed now. */
  installations: Pick<GithubInstallations, 'isActive' | 'findInstallation'>;
  github: FlowGithub;
  kubernetes: Kubernetes;
  signer: IdentitySigner;
  /** Tokens that runs read their repository with. */
  tokens: RunTokens;
  argoLocks: ArgoLocks;
  /** For a delivery that comes again: whether GitHub was told of its run. */
  hasCheck: HasCheck;
  /** What triggers need that create no Workflow. */
  triggers: TriggerWorld;
  /** Runs scripts and jq of Sensors. */
  sandbox: Pick<Sandbox, 'runScript' | 'runJq'>;
  /** What stands in front of a command's word in comments, as the checks show it. */
  commandPrefix: string;
  /** The policy in force now; undefined without a policy file. */
  policy: () => Policy | undefined;
  /** Has the reporter watch the namespace, if it does not yet. */
  watchNamespace: (namespace: string) => void;
  /** Told of each Workflow, with the seconds since its webhook came in. */
  onRunStarted: (seconds: number) => void;
  log: Pick<Logger, 'info' | 'warn' | 'error'>;
}
