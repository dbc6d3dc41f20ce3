import type { ClusterObject } from '../../kubernetes/cluster-objects.ts';
import { labels } from '../../kubernetes/labels.ts';
import { type KindRight, rightToKind } from '../../policy/trigger/kind-entry.ts';
import { type Problem, problem } from '../../problem/problem.ts';
import { describeRun } from '../../run/manifest/finish-workflow.ts';
import type { RunRequest } from '../../run/run-request.ts';

/** On what a `k8s` trigger made or changed last: `hashFiring` of who did it. */
export const firingAnnotation = 'argo-events-app/firing';

/**
 * Whether the repository may touch this kind at all (`trigger.object-kind`). Every kind besides Workflow stands in the policy by its
 * name, so nothing reaches Secrets, roles, service accounts or what has no namespace that the operator has not written down.
 */
export function judgeKind(
  { apiVersion, kind }: { apiVersion: string; kind: string },
  { policy }: RunRequest,
): { right: Exclude<KindRight, 'none'> } | { problem: Problem } {
  const right = policy.unrestricted === true ? 'any' : rightToKind(policy.kinds, { apiVersion, kind });
  if (right !== 'none') return { right };
  return { problem: problem('trigger.object-kind', { kind, apiVersion, entry: entryOf({ apiVersion, kind }) }) };
}

/**
 * Whether the repository may change this very object: one that this app made for it, which its labels say (nobody but the app gets
 * them past the policy), or any at all where the policy's entry ends in `/any`. Problems: `trigger.not-own`.
 */
export function judgeOwner(live: ClusterObject, right: Exclude<KindRight, 'none'>, own: Owner): Problem | undefined {
  const found = live.metadata.labels ?? {};
  const isOwn =
    found[labels.managedBy] === String(own.appId) && found[labels.repositoryId] === String(own.repositoryId);
  if (isOwn || right === 'any') return undefined;
  const values = { kind: live.kind, name: live.metadata.name ?? '', entry: entryOf(live) };
  return problem('trigger.not-own', values);
}

export interface Owner {
  appId: number;
  repositoryId: number;
}

/** The object with labels that say whose it is; Argo Events writes three of them on create. */
export function markCreated(
  object: ClusterObject,
  request: RunRequest,
  mark: { appId: number; hash: string },
): ClusterObject {
  const { metadata } = object;
  return {
    ...object,
    metadata: {
      ...metadata,
      labels: { ...metadata.labels, ...describeRun(request, mark.appId) },
      annotations: { ...metadata.annotations, [firingAnnotation]: mark.hash },
    },
  };
}

/** Says who changed the object last; it stays whose it was. */
export function markChanged(object: ClusterObject, hash: string): ClusterObject {
  const { metadata } = object;
  return {
    ...object,
    metadata: { ...metadata, annotations: { ...metadata.annotations, [firingAnnotation]: hash } },
  };
}

export function wasDoneBy(object: ClusterObject, hash: string): boolean {
  return object.metadata.annotations?.[firingAnnotation] === hash;
}

/** The entry of the policy's `kinds` that names this kind. */
function entryOf({ apiVersion, kind }: { apiVersion: string; kind: string }): string {
  const group = apiVersion.includes('/') ? (apiVersion.split('/', 1)[0] ?? '') : '';
  const isKnown = group === 'argoproj.io' || group.endsWith('.k8s.io') || !group.includes('.');
  return isKnown ? kind : `${kind}.${group}`;
}
