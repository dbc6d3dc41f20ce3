import { marshalAsGo } from '../../event/marshal-as-go.ts';
import { maxDepth } from '../../event/payload/parse-body.ts';
import { isNestedDeeper } from '../../json/is-nested-deeper.ts';
import type { ServedKind } from '../../kubernetes/cluster-objects.ts';
import { type KnownObjects, keyOf, type Sighting } from '../../kubernetes/watch/known-objects.ts';
import type { WatchedObject } from '../../kubernetes/watch/watched-form.ts';
import type { HeardEvent } from '../source-feed.ts';
import { createdAt, passesFilters, timeOf } from './passes-filters.ts';
import type { ResourceEventType, ResourceSource } from './read-resource.ts';
import { maxUids, type ResourceMemory, type ResourceProgress } from './resource-memory.ts';

export interface CountParts {
  spec: ResourceSource;
  served: ServedKind;
  /** How far it was known before; read anew for each object, because it grows. */
  memory: () => ResourceMemory;
  /** Milliseconds since 1970. */
  now: () => number;
  /** Told of an object that nests too deep to be an event. */
  onTooDeep: (item: WatchedObject) => void;
  /** All that was heard since the last call; `version` is how far it goes, undefined within a list. */
  take: (
    events: HeardEvent[],
    progress: Omit<ResourceProgress, 'version'> & { version: string | undefined },
  ) => Promise<void>;
}

/**
 * Tells what happened to each object of a kind: ADD for one that was not there, UPDATE with what it was before, DELETE with what it
 * was last. An object that a list shows and that was there when the source listened before is no ADD; it is an UPDATE when its version
 * is a later one, whose `oldBody` is not known.
 */
export function countResources({
  spec,
  served,
  memory,
  now,
  take,
  onTooDeep,
}: CountParts): KnownObjects<WatchedObject> {
  const items = new Map<string, WatchedObject>();
  let heard: HeardEvent[] = [];
  let newest = 0;
  let newestUids: string[] = [];
  /** What is not among the items is not there. */
  let isComplete = false;

  function tell(type: ResourceEventType, item: WatchedObject, old?: WatchedObject): void {
    if (!spec.eventTypes.includes(type)) return;
    if ([item, old].some((each) => isNestedDeeper(each, maxDepth))) {
      onTooDeep(item);
      return;
    }
    const at = now();
    if (!passesFilters({ item, type }, spec, { startedAt: memory().startedAt, now: at })) return;
    const { uid, resourceVersion } = item.metadata;
    const data = writeData({ type, item, old }, spec);
    heard.push({ id: `${uid}/${resourceVersion}/${type}`, data, occurredAt: timeOf(item, type, at) });
  }

  function typeOf(item: WatchedObject, how: Sighting): ResourceEventType | undefined {
    if (how !== 'listed') return how === 'modified' ? 'UPDATE' : 'ADD';
    const { version, newest: known, newestUids: uids } = memory();
    const isNew = createdAt(item) > known || (createdAt(item) === known && !uids.includes(item.metadata.uid));
    if (isComplete || version === undefined || isNew) return 'ADD';
    if (!isLater(item.metadata.resourceVersion, version)) return undefined;
    // It was changed, or got the labels that are asked for: whoever waits for the latter must not miss it.
    return spec.labelSelector !== '' && !spec.eventTypes.includes('UPDATE') ? 'ADD' : 'UPDATE';
  }

  function noteCreation(item: WatchedObject): void {
    const at = createdAt(item);
    if (at > newest) newestUids = [];
    if (at < newest || newestUids.length >= maxUids) return;
    newestUids = [...newestUids, item.metadata.uid];
    newest = at;
  }

  return {
    see(given, how) {
      const item = { ...given, apiVersion: served.apiVersion, kind: served.kind };
      const key = keyOf(item);
      const known = items.get(key);
      const { uid, resourceVersion } = item.metadata;
      if (known?.metadata.uid === uid && known.metadata.resourceVersion === resourceVersion) return;
      items.set(key, item);
      if (known?.metadata.uid !== uid) noteCreation(item);
      if (known !== undefined && known.metadata.uid !== uid) tell('DELETE', known);
      if (known?.metadata.uid === uid) {
        tell('UPDATE', item, known);
        return;
      }
      const type = known === undefined ? typeOf(item, how) : 'ADD';
      if (type !== undefined) tell(type, item);
    },
    lose(given) {
      const item = { ...given, apiVersion: served.apiVersion, kind: served.kind };
      items.delete(keyOf(item));
      tell('DELETE', item);
    },
    keepOnly(keys) {
      for (const [key, item] of items) {
        if (keys.has(key)) continue;
        items.delete(key);
        tell('DELETE', item);
      }
      isComplete = true;
    },
    async settle(version) {
      await take(heard, { version, newest, newestUids });
      heard = [];
    },
  };
}

/** Argo Events 1.9, `ResourceEventData`. The frame adds `metadata`. */
function writeData(
  { type, item, old }: { type: ResourceEventType; item: WatchedObject; old: WatchedObject | undefined },
  { group, version, resource }: ResourceSource,
): string {
  const members = [
    ['type', marshalAsGo(type)],
    ['body', marshalAsGo(item)],
    ['oldBody', old === undefined ? 'null' : marshalAsGo(old)],
    ['group', marshalAsGo(group)],
    ['version', marshalAsGo(version)],
    ['resource', marshalAsGo(resource)],
  ];
  return `{${members.map(([name, json]) => `"${name}":${json}`).join(',')}}`;
}

/** Versions are whole numbers that grow (Kubernetes 1.35 promises what was always so); others are taken for later ones. */
function isLater(version: string, known: string): boolean {
  if (!/^\d+$/.test(version) || !/^\d+$/.test(known)) return version !== known;
  return BigInt(version) > BigInt(known);
}
