import type { ClusterObject } from '../../kubernetes/cluster-objects.ts';
import type { ObjectMeta } from '../../kubernetes/workflow.ts';
import { type Problem, problem } from '../../problem/problem.ts';

export type AsClusterObject = { ok: true; object: ClusterObject } | { ok: false; problem: Problem };

/** Takes what a source holds for an object of the cluster. Problems: `trigger.not-an-object`. */
export function asClusterObject(source: Record<string, unknown>, where: string): AsClusterObject {
  const { apiVersion, kind, metadata } = source;
  if (typeof apiVersion !== 'string' || apiVersion === '') return refuse(where, 'an object without an apiVersion');
  if (typeof kind !== 'string' || kind === '') return refuse(where, 'an object without a kind');
  if (!isMetadata(metadata)) return refuse(where, `a ${kind} without metadata whose names and namespace are texts`);
  return { ok: true, object: { ...source, apiVersion, kind, metadata } };
}

/** Labels and annotations are judged by the policy, which refuses what is no map. */
function isMetadata(value: unknown): value is ObjectMeta {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const fields: Record<string, unknown> = Object.fromEntries(Object.entries(value));
  return ['name', 'generateName', 'namespace'].every(
    (key) => fields[key] === undefined || fields[key] === null || typeof fields[key] === 'string',
  );
}

function refuse(where: string, found: string): AsClusterObject {
  return { ok: false, problem: problem('trigger.not-an-object', { where, found }) };
}
