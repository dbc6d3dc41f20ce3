import type { ClusterObjects } from '../../kubernetes/cluster-objects.ts';
import { problem } from '../../problem/problem.ts';
import type { FileReading } from '../../run/source/resolve-source.ts';
import { readUrlSource } from './read-url-source.ts';

/**
 * The places of a trigger's source that only the operator's documents may name. Argo Events' `configmap` and `url` are read;
 * `undefined` for its others (s3, git).
 */
export function readForeignSource(
  kind: string,
  source: unknown,
  namespace: string,
  cluster: Pick<ClusterObjects, 'readConfigMapKey'>,
): Promise<FileReading> | undefined {
  switch (kind) {
    case 'configmap':
      return readConfigMap(source, namespace, cluster);
    case 'url':
      return readUrlSource(pathOf(source));
    default:
      return undefined;
  }
}

function pathOf(source: unknown): string {
  const isOne = typeof source === 'object' && source !== null && 'path' in source;
  return isOne && typeof source.path === 'string' ? source.path : '';
}

async function readConfigMap(
  source: unknown,
  namespace: string,
  cluster: Pick<ClusterObjects, 'readConfigMapKey'>,
): Promise<FileReading> {
  const { name, key }: { name?: unknown; key?: unknown } = typeof source === 'object' && source !== null ? source : {};
  if (typeof name !== 'string' || typeof key !== 'string') return { kind: 'absent' };
  const read = await cluster.readConfigMapKey(namespace, name, key);
  if (read.ok) return { kind: 'file', text: read.value };
  const { failure } = read;
  if (failure.kind === 'absent') return { kind: 'absent' };
  const reason = problem(failure.kind === 'later' ? 'run.cluster-away' : 'run.refused-by-cluster', {
    reason: failure.message,
  });
  return failure.kind === 'later' ? { kind: 'later', problem: reason } : { kind: 'refused', problem: reason };
}
