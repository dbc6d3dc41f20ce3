import { mergePatch } from '../../../dev/cluster/store/write/merge-patch.ts';
import type { ClusterObject, ClusterObjects, ObjectHead } from '../cluster-objects.ts';
import type { ClusterFailure, ClusterResult } from '../kubernetes.ts';

export interface MemoryObjects {
  api: ClusterObjects;
  /** By `secrets/ci/name`. */
  objects: Map<string, ClusterObject>;
  /** `create secrets/ci/x`, in order. */
  calls: string[];
  /** What becomes of a call; undefined = it is carried out. */
  answer: (call: string) => ClusterFailure | undefined;
  /** What a Secret holds, decoded. */
  secret(namespace: string, name: string): Record<string, string>;
}

/** Objects in memory with versions, preconditions and merge patches; no dry runs, and nothing is discovered. */
export function createMemoryObjects(now: () => number = () => 0): MemoryObjects {
  let version = 0;
  const memory: MemoryObjects = {
    objects: new Map(),
    calls: [],
    answer: () => undefined,
    secret(namespace, name) {
      const data: Record<string, string> = { ...(memory.objects.get(`secrets/${namespace}/${name}`)?.data ?? {}) };
      return Object.fromEntries(
        Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]),
      );
    },
    api: {
      findKind: async () => fail('absent'),
      replaceObject: async () => fail('forbidden'),
      readSecretKey: async () => fail('forbidden'),
      readConfigMapKey: async () => fail('forbidden'),
      getObject: async (place) => {
        const key = keyOf(place);
        return perform(`get ${key}`, () => found(memory.objects.get(key)));
      },
      listObjects: async (place, labelSelector) =>
        perform(`list ${place.served.plural}/${place.namespace} ${labelSelector}`, () => ({
          ok: true,
          value: [...memory.objects]
            .filter(([key, object]) => isIn(key, place) && hasLabels(object, labelSelector))
            .map(([, object]) => headOf(object)),
        })),
      createObject: async (place, object) => {
        const key = keyOf({ ...place, name: object.metadata.name ?? '' });
        return perform(`create ${key}`, () => {
          if (memory.objects.has(key)) return fail('exists');
          const uid = `uid-${version + 1}`;
          const creationTimestamp = new Date(now()).toISOString();
          return store(key, { ...object, metadata: { uid, creationTimestamp, ...object.metadata } });
        });
      },
      patchObject: async (place, { body }) => {
        const key = keyOf(place);
        return perform(`patch ${key}`, () => {
          const live = memory.objects.get(key);
          if (live === undefined) return fail('absent');
          const { metadata }: { metadata?: { resourceVersion?: string; uid?: string } } = body;
          return isStale(live, metadata) ? fail('conflict') : store(key, mergePatch(live, body) as ClusterObject);
        });
      },
      deleteObject: async (place, preconditions) => {
        const key = keyOf(place);
        return perform(`delete ${key}`, () => {
          const live = memory.objects.get(key);
          if (live === undefined) return fail('absent');
          if (isStale(live, preconditions)) return fail('conflict');
          memory.objects.delete(key);
          return { ok: true, value: undefined };
        });
      },
    },
  };

  function perform<Value>(call: string, act: () => ClusterResult<Value>): ClusterResult<Value> {
    memory.calls.push(call);
    const failure = memory.answer(call);
    return failure === undefined ? act() : { ok: false, failure };
  }

  function store(key: string, object: ClusterObject): ClusterResult<ClusterObject> {
    version += 1;
    const { metadata, ...rest } = structuredClone(object);
    const stored = { ...rest, metadata: { ...metadata, resourceVersion: String(version) } };
    memory.objects.set(key, stored);
    return found(stored);
  }

  return memory;
}

function keyOf(place: { served: { plural: string }; namespace: string; name: string }): string {
  return `${place.served.plural}/${place.namespace}/${place.name}`;
}

function isIn(key: string, { served, namespace }: { served: { plural: string }; namespace: string }): boolean {
  return key.startsWith(`${served.plural}/${namespace}/`);
}

function hasLabels({ metadata }: ClusterObject, selector: string): boolean {
  return selector.split(',').every((each) => {
    const [key = '', value] = each.split('=');
    return value === undefined ? metadata.labels?.[key] !== undefined : metadata.labels?.[key] === value;
  });
}

function headOf({ metadata }: ClusterObject): ObjectHead {
  const { name = '', namespace = '', uid = '', resourceVersion = '' } = metadata;
  return { metadata: { ...structuredClone(metadata), name, namespace, uid, resourceVersion } };
}

function isStale(
  { metadata }: ClusterObject,
  wanted: { uid?: string | undefined; resourceVersion?: string | undefined } = {},
): boolean {
  const differs = (one: string | undefined, other: string | undefined) => one !== undefined && one !== other;
  return differs(wanted.uid, metadata.uid) || differs(wanted.resourceVersion, metadata.resourceVersion);
}

function found(object: ClusterObject | undefined): ClusterResult<ClusterObject> {
  return object === undefined ? fail('absent') : { ok: true, value: structuredClone(object) };
}

function fail(kind: ClusterFailure['kind']): { ok: false; failure: ClusterFailure } {
  return { ok: false, failure: { kind, message: kind } };
}
