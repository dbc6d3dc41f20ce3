import { type Problem, problem } from '../../problem/problem.ts';
import type { EffectivePolicy } from '../effective-policy.ts';
import type { GuardContext } from '../guard/rules/inspection.ts';
import { shorten } from '../guard/rules/json-path.ts';
import { policyLine } from '../guard/rules/policy-line.ts';
import { matchesAny } from '../match-name.ts';

/** A value that a trigger reads itself, such as the password of an HTTP call. */
export interface TriggerReference {
  kind: 'Secret' | 'ConfigMap';
  name: string;
  /** Where it is named, for the problem. */
  path: string;
}

/**
 * Whether the app may read this for the repository: the policy's `secrets` and `configMaps` say so, and a stranger's code gets no
 * Secret whatever they say.
 *
 * Problems: `policy.untrusted-secret`, `policy.secret`, `policy.config-map`.
 */
export function judgeReference(
  { kind, name, path }: TriggerReference,
  policy: EffectivePolicy,
  context: GuardContext,
): Problem | undefined {
  const line = (key: string) => policyLine(key, name, { policy, context, problems: [], judgeUnknown: () => undefined });
  if (kind === 'Secret') {
    if (context.untrusted) return problem('policy.untrusted-secret', { path, name: shorten(name) });
    if (matchesAny(policy.secrets, name)) return undefined;
    return problem('policy.secret', { path, name: shorten(name), line: line('secrets') });
  }
  if (matchesAny(policy.configMaps, name)) return undefined;
  return problem('policy.config-map', { path, name: shorten(name), line: line('configMaps') });
}
