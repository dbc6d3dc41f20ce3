import type { ClusterObject, ClusterObjects, ObjectPlace } from '../../kubernetes/cluster-objects.ts';
import type { ClusterResult } from '../../kubernetes/kubernetes.ts';
import { annotations, labels } from '../../kubernetes/labels.ts';
import { problem } from '../../problem/problem.ts';
import { configMapKind } from '../kept/kept-kinds.ts';
import { type NotKept, notKept } from '../kept/not-kept.ts';
import type { GroupLock } from '../locks/group-lock.ts';

export interface LimitedGroup {
  namespace: string;
  repositoryId: number;
  group: string;
  limit: number;
  /** GitHub's time of the event whose file says so: of two files the newer one's number holds. */
  occurredAt: number;
}

export interface LimitTools {
  appId: number;
  cluster: Pick<ClusterObjects, 'getObject' | 'createObject' | 'patchObject'>;
  /** Milliseconds since 1970. */
  now: () => number;
}

export type KeptLimit = { kind: 'lock'; lock: GroupLock } | NotKept;

/** The key of the ConfigMap under which Argo finds the number. */
const limitKey = 'limit';
/** What a run needed within this time is not taken away, so it is not noted more often. */
const noteUseAfterMs = 10 * 60 * 1000;
const maxRaces = 10;

/**
 * The lock that keeps a group within its limit: a mutex for 1, else a semaphore whose number is in a ConfigMap that this app keeps.
 * A group that has such a ConfigMap goes on with it, or runs of two branches whose files say 1 and 2 would not see each other.
 *
 * Problems: `run.limit-taken`, `run.helper-refused`, `run.cluster-away`.
 */
export async function keepLimit(wanted: LimitedGroup, tools: LimitTools): Promise<KeptLimit> {
  const place: ObjectPlace = {
    served: configMapKind,
    namespace: wanted.namespace,
    name: `argo-events-app-limit-${wanted.group}`,
  };
  for (let races = 0; races < maxRaces; races += 1) {
    const kept = await tryToKeep(place, wanted, tools);
    if (kept !== 'raced') return kept;
  }
  return notKept({ kind: 'later', message: `ConfigMap "${place.name}" changes all the time` }, 'ConfigMap');
}

/** `raced`: another run was faster, and what it wrote is to be looked at. */
async function tryToKeep(place: ObjectPlace, wanted: LimitedGroup, tools: LimitTools): Promise<KeptLimit | 'raced'> {
  const live = await tools.cluster.getObject(place);
  if (!live.ok && live.failure.kind !== 'absent') return notKept(live.failure, 'ConfigMap');
  if (!live.ok && wanted.limit === 1) return { kind: 'lock', lock: { kind: 'mutex', name: nameOfMutex(wanted) } };
  if (live.ok && !isOwn(live.value, wanted, tools.appId)) {
    return { kind: 'refused', problem: problem('run.limit-taken', { name: place.name }) };
  }
  const written = live.ok ? await update(place, live.value, wanted, tools) : await create(place, wanted, tools);
  if (written.ok) return { kind: 'lock', lock: { kind: 'semaphore', configMap: place.name, key: limitKey } };
  const { failure } = written;
  const hasRaced = failure.kind === 'exists' || failure.kind === 'conflict' || failure.kind === 'absent';
  return hasRaced ? 'raced' : notKept(failure, 'ConfigMap');
}

function nameOfMutex({ group }: LimitedGroup): string {
  return `argo-events-app-${group}`;
}

function create(place: ObjectPlace, wanted: LimitedGroup, tools: LimitTools): Promise<ClusterResult<ClusterObject>> {
  return tools.cluster.createObject(place, describeLimit(place.name, wanted, tools), { dryRun: false });
}

/** Writes the number, or that it is used, where either is due. */
async function update(
  place: ObjectPlace,
  live: ClusterObject,
  wanted: LimitedGroup,
  tools: LimitTools,
): Promise<ClusterResult<ClusterObject>> {
  const known = live.metadata.annotations ?? {};
  const isNewer = wanted.occurredAt >= Number(known[annotations.occurredAt] ?? 0);
  const isOther = readLimit(live) !== String(wanted.limit);
  const isUnused = tools.now() - Number(known[annotations.usedAt] ?? 0) > noteUseAfterMs;
  if (!(isNewer && isOther) && !isUnused) return { ok: true, value: live };
  const { metadata, data } = describeLimit(place.name, wanted, tools);
  const { uid, resourceVersion } = live.metadata;
  const noted = isNewer ? metadata.annotations : { [annotations.usedAt]: String(tools.now()) };
  const body = {
    metadata: { uid, resourceVersion, annotations: noted },
    ...(isNewer ? { data } : {}),
  };
  return await tools.cluster.patchObject(place, { strategy: 'application/merge-patch+json', body }, { dryRun: false });
}

function describeLimit(
  name: string,
  { group, limit, namespace, occurredAt, repositoryId }: LimitedGroup,
  tools: LimitTools,
) {
  return {
    apiVersion: configMapKind.apiVersion,
    kind: configMapKind.kind,
    metadata: {
      name,
      namespace,
      labels: { ...labelsOf(repositoryId, tools.appId), [labels.group]: group },
      annotations: { [annotations.occurredAt]: String(occurredAt), [annotations.usedAt]: String(tools.now()) },
    },
    data: { [limitKey]: String(limit) },
  };
}

function labelsOf(repositoryId: number, appId: number): Record<string, string> {
  return {
    [labels.managedBy]: String(appId),
    [labels.repositoryId]: String(repositoryId),
    [labels.holds]: 'limit',
  };
}

function isOwn({ metadata }: ClusterObject, { repositoryId }: LimitedGroup, appId: number): boolean {
  return Object.entries(labelsOf(repositoryId, appId)).every(([key, value]) => metadata.labels?.[key] === value);
}

function readLimit({ data }: ClusterObject): unknown {
  return typeof data === 'object' && data !== null ? new Map(Object.entries(data)).get(limitKey) : undefined;
}
