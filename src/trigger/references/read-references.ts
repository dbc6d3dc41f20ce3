import { judgeReference } from '../../policy/trigger/judge-reference.ts';
import { problem } from '../../problem/problem.ts';
import type { RunRequest } from '../../run/run-request.ts';
import { type Attempt, fromClusterFailure, refuse } from '../attempt.ts';
import { nameOf } from '../object/object-task.ts';
import type { TriggerTools } from '../trigger-tools.ts';
import type { KeySelector } from './reference-shapes.ts';

/** A value that a trigger reads from a Secret or a ConfigMap, and where it says so. */
export interface Reference {
  kind: 'Secret' | 'ConfigMap';
  selector: KeySelector;
  path: string;
}

export type ReadReferences = { kind: 'read'; values: string[] } | Exclude<Attempt, { kind: 'done' }>;

/**
 * Reads what a trigger names in Secrets and ConfigMaps of the policy's namespace, in the order given. All of it is judged before any of
 * it is read.
 *
 * Problems: `policy.secret`, `policy.untrusted-secret`, `policy.config-map`, `trigger.http-reference`.
 */
export async function readReferences(
  references: readonly Reference[],
  request: RunRequest,
  { cluster }: Pick<TriggerTools, 'cluster'>,
): Promise<ReadReferences> {
  const refused = references.flatMap(({ kind, selector, path }) => {
    const judged = judgeReference({ kind, name: selector.name, path }, request.policy, {
      untrusted: request.untrusted,
    });
    return judged === undefined ? [] : [judged];
  });
  if (refused.length > 0) return refuse(...refused);

  const values: string[] = [];
  const { namespace } = request.policy;
  for (const { kind, selector, path } of references) {
    const { name, key } = selector;
    const read = kind === 'Secret' ? cluster.readSecretKey : cluster.readConfigMapKey;
    const found = await read(namespace, name, key);
    if (found.ok) values.push(found.value);
    else if (found.failure.kind !== 'absent') return fromClusterFailure(found.failure, nameOf(request));
    else {
      const missing = { trigger: nameOf(request), path, kind, name, key, namespace };
      return { kind: 'failed', problems: [problem('trigger.http-reference', missing)] };
    }
  }
  return { kind: 'read', values };
}
