import type { Configuration } from '../../config/configuration.ts';
import type { GithubEvent } from '../../event/event.ts';
import { readBindingSpec } from '../../event-api/binding/read-binding.ts';
import { keepSources } from '../../event-source/repository/repository-sources.ts';
import { recordOf } from '../../json/is-record.ts';
import { reservedPrefix } from '../../kubernetes/labels.ts';
import { type EffectivePolicy, effectivePolicy } from '../../policy/effective-policy.ts';
import { matchesAny } from '../../policy/match-name.ts';
import { judgeReference } from '../../policy/trigger/judge-reference.ts';
import { type Problem, problem } from '../../problem/problem.ts';
import type { Loading } from '../file/load-configuration.ts';
import type { FlowTools } from '../flow-tools.ts';

type Files = Exclude<Loading, { kind: 'failed' }>;

/**
 * Keeps what the default branch's file defines for others to call, as far as the policy lets the repository: endpoints of webhooks, and
 * bindings for the Event API. What it does not allow is a problem, also of a commit that is only proposed.
 */
export async function followSources(
  event: GithubEvent,
  { loaded, isDefault }: { loaded: Files; isDefault: boolean },
  tools: Pick<FlowTools, 'policy' | 'argoNamespace' | 'reservedNamespaces' | 'records'>,
): Promise<Problem[]> {
  const { facts, installationId, occurredAt: at } = event;
  const { repository, defaultBranch } = facts;
  const base = { installationId, repository, defaultBranch, at };
  const defined = loaded.kind === 'loaded' ? loaded.configuration : undefined;
  // Of what the sources themselves heard there is much, and it tells nothing new of the file.
  const keeps = isDefault && event.context.type === 'github';
  const isEmpty = defined === undefined || defined.hooks.length + defined.bindings.length === 0;
  if (isEmpty || loaded.kind !== 'loaded') {
    if (keeps) await keepSources({ ...base, hooks: [], bindings: [] }, tools.records);
    return [];
  }
  const { fullName } = repository;
  const { argoNamespace, reservedNamespaces } = tools;
  const allowed = effectivePolicy(tools.policy(), { fullName, argoNamespace, untrusted: false, reservedNamespaces });
  if (!allowed.ok) return [allowed.problem];
  const judged = judge(defined, allowed.policy, loaded.path);
  if (keeps) {
    const { namespace } = allowed.policy;
    const bindings = judged.bindings.map(({ name, object }) => ({ namespace, name, object }));
    const hooks = judged.hooks.map(({ position: _position, ...hook }) => hook);
    await keepSources({ ...base, hooks, bindings }, tools.records);
  }
  return judged.problems;
}

interface Judged extends Pick<Configuration, 'hooks' | 'bindings'> {
  problems: Problem[];
}

function judge({ hooks, bindings }: Configuration, policy: EffectivePolicy, file: string): Judged {
  const problems: Problem[] = [];
  const say = (found: Problem | undefined, { position }: { position: Problem['position'] }): boolean => {
    if (found !== undefined) problems.push({ ...found, file, ...(position === undefined ? {} : { position }) });
    return found === undefined;
  };
  return {
    hooks: hooks.filter((hook) => say(judgeHook(hook, policy), hook)),
    bindings: bindings.filter((binding) => say(judgeBinding(binding, policy), binding)),
    problems,
  };
}

function judgeHook(
  { authSecret, event }: Configuration['hooks'][number],
  policy: EffectivePolicy,
): Problem | undefined {
  if (!policy.eventSources.includes('webhook')) {
    return problem('policy.event-source', { kind: 'webhook', line: '`eventSources: [webhook]`' });
  }
  const reference = { kind: 'Secret' as const, name: authSecret.name, path: `webhook.${event}.authSecret` };
  return judgeReference(reference, policy, { untrusted: false });
}

/** Whoever calls creates the Workflow with rights of their own; what the repository names is held to its policy all the same. */
function judgeBinding(
  { object, name }: Configuration['bindings'][number],
  policy: EffectivePolicy,
): Problem | undefined {
  const { submit } = readBindingSpec(object.spec);
  const namespace = recordOf(object.metadata).namespace ?? '';
  const expected = policy.namespace;
  if (namespace !== '' && namespace !== expected) {
    return problem('policy.namespace', { path: 'metadata.namespace', namespace: String(namespace), expected });
  }
  if (submit === undefined) return undefined;
  const template = submit.template.name;
  if (!matchesAny(policy.templates, template)) {
    const line = `\`templates: [${JSON.stringify(template)}]\``;
    return problem('policy.template', { path: 'spec.submit.workflowTemplateRef.name', name: template, line });
  }
  const keys = [...Object.keys(submit.metadata.labels), ...Object.keys(submit.metadata.annotations)];
  const own = keys.find((key) => key.startsWith(reservedPrefix));
  return own === undefined
    ? undefined
    : problem('manifests.binding', { name, reason: `the key ${own} is the app's own` });
}
