import type { ClusterObjects } from '../../kubernetes/cluster-objects.ts';
import { problem } from '../../problem/problem.ts';
import type { FileReading } from '../../run/source/resolve-source.ts';
import { readS3Source } from './read-s3-source.ts';
import { readUrlSource } from './read-url-source.ts';

/**
 * The places of a trigger's source that only the operator's documents may name: Argo Events' `configmap`, `url` and `s3`; its `git` is
 * refused. `undefined` for what is none of them.
 */
export function readForeignSource(
  kind: string,
  source: unknown,
  namespace: string,
  cluster: Pick<ClusterObjects, 'readConfigMapKey' | 'readSecretKey'>,
): Promise<FileReading> | undefined {
  switch (kind) {
    case 'configmap':
      return readConfigMap(source, namespace, cluster);
    case 'url':
      return readUrlSource(pathOf(source));
    case 's3':
      return readS3Source(source, namespace, cluster);
    case 'git':
      // A clone takes git and a place for what may be gigabytes, and what is meant can be had by the others.
      return Promise.resolve({ kind: 'refused', problem: problem('run.source-git', {}) });
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
