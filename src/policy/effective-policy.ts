import { type Problem, problem } from '../problem/problem.ts';
import type { Policy, Rights } from './file/policy.ts';
import { matchesRepository } from './match-name.ts';

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
  /** Kinds of EventSources that repositories may define besides GitHub's and calendars. */
  eventSources: string[];
  /** The operator's own documents: nothing of the above is judged, and no deadline is set. */
  unrestricted?: true;
}

export interface PolicyQuestion {
  /** `owner/name`. */
  fullName: string;
  /** The setting `ARGO_NAMESPACE`. */
  argoNamespace: string | undefined;
  /** The run's code is a stranger's. */
  untrusted: boolean;
  /** Namespaces of this app and of Argo's controller, as far as they are known. */
  reservedNamespaces?: readonly string[];
}

export type PolicyAnswer = { ok: true; policy: EffectivePolicy } | { ok: false; problem: Problem };

type Unplaced = Omit<EffectivePolicy, 'namespace'> & { namespace?: string };

/** Without a policy file: Workflows only, one namespace, its default account, forks by approval. */
const builtIn: Unplaced = {
  serviceAccounts: [],
  triggers: ['workflow'],
  kinds: [],
  hosts: [],
  secrets: [],
  configMaps: [],
  templates: ['*'],
  allow: [],
  limits: { runsPerEvent: 20, timeoutSeconds: 6 * 3600 },
  eventSources: [],
};

/**
 * What a stranger's code starts from, whatever the repository may otherwise do. No template of the cluster is among it, because
 * what a template mounts cannot be seen from here; `untrusted: { templates: […] }` names those that are fit for it.
 */
const strangers: Rights = {
  serviceAccounts: [],
  triggers: ['workflow'],
  kinds: [],
  hosts: [],
  configMaps: [],
  templates: [],
  allow: [],
  eventSources: [],
};

/**
 * The rights of one repository: built-in ones, `defaults`, every matching entry of `repositories` in the file's order, and for
 * untrusted runs the `untrusted` part, which starts from nothing and never has Secrets.
 *
 * Problems: `policy.no-namespace`, `policy.reserved-namespace`.
 */
export function effectivePolicy(policy: Policy | undefined, question: PolicyQuestion): PolicyAnswer {
  const { fullName, argoNamespace, untrusted, reservedNamespaces = [] } = question;
  const matching = (policy?.repositories ?? []).filter(({ pattern }) => matchesRepository(pattern, fullName));
  const layers = [policy?.defaults ?? {}, ...matching.map(({ rights }) => rights)];
  if (untrusted) layers.push(strangers, { ...policy?.untrusted, secrets: [] });
  const merged = layers.reduce<Unplaced>(merge, builtIn);

  const namespace = merged.namespace ?? argoNamespace;
  if (namespace === undefined) return refuse(problem('policy.no-namespace', { repository: fullName }));
  if (reservedNamespaces.includes(namespace) && !merged.allow.includes('reservedNamespaces')) {
    const line = untrusted ? '`untrusted: { namespace: … }`' : '`defaults: { namespace: … }`';
    return refuse(problem('policy.reserved-namespace', { repository: fullName, namespace, line }));
  }
  return { ok: true, policy: { ...merged, namespace } };
}

/** What a layer says of events is for `eventRules`. */
function merge(base: Unplaced, { limits, ...rights }: Rights): Unplaced {
  const { approve, trustedBots, skipCi, pushAndPullRequest, baseBranchFiles, ...ofRuns } = rights;
  return { ...base, ...ofRuns, limits: { ...base.limits, ...limits } };
}

function refuse(reason: Problem): PolicyAnswer {
  return { ok: false, problem: reason };
}
