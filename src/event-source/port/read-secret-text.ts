import type { ClusterObjects } from '../../kubernetes/cluster-objects.ts';
import { type Problem, problem } from '../../problem/problem.ts';
import type { SecretKey } from '../spec/read-spec.ts';

export type SecretText = { ok: true; text: string } | { ok: false; problem: Problem };

/** One value of a Secret in the EventSource's namespace; an empty one is none. Problem: `source.secret-missing`. */
export async function readSecretText(
  { name, key }: SecretKey,
  namespace: string,
  cluster: Pick<ClusterObjects, 'readSecretKey'>,
): Promise<SecretText> {
  const read = await cluster.readSecretKey(namespace, name, key);
  if (read.ok && read.value !== '') return { ok: true, text: read.value };
  const reason = read.ok ? 'it is empty.' : read.failure.message;
  return { ok: false, problem: problem('source.secret-missing', { name, key, namespace, reason }) };
}
