import { type KubeObject, readDraft } from './store/kube-object.ts';
import type { ObjectStore } from './store/object-store.ts';
import { type Resource, resources } from './store/resource.ts';
import { createObject } from './store/write/create-object.ts';
import { updateObject } from './store/write/update-object.ts';

/** The kind with this plural; throws when there is none. */
export function resourceCalled(plural: string): Resource {
  const resource = resources.find((each) => each.plural === plural);
  if (resource === undefined) throw new Error(`the cluster serves no ${plural}`);
  return resource;
}

/** Creates an object as a client would, or replaces one whatever its version; throws what the API would refuse it with. */
export function writeManifest(store: ObjectStore, manifest: object, verb: 'create' | 'replace'): KubeObject {
  const read = readDraft(manifest);
  if (!read.ok) throw new Error(read.message);
  const { draft } = read;
  const resource = resources.find((each) => each.kind === draft.kind);
  if (resource === undefined) throw new Error(`the cluster serves no ${draft.kind}`);
  const namespace = resource.namespaced ? (draft.metadata.namespace ?? 'default') : '';
  const { name = '', resourceVersion: _version, ...metadata } = draft.metadata;
  const current = store.get(resource, namespace, name);
  const written =
    verb === 'create'
      ? createObject(store, { resource, namespace }, draft, { manager: 'test' })
      : updateObject(
          store,
          { resource, namespace, name },
          { ...draft, metadata: { ...metadata, name, resourceVersion: current?.metadata.resourceVersion ?? '' } },
          { manager: 'test' },
        );
  if (!written.ok) throw new Error(written.failure.message);
  return written.value;
}

/** Resolves with the object as soon as the condition holds for it. */
export function waitForObject(
  store: ObjectStore,
  place: { plural: string; namespace: string; name: string },
  condition: (object: KubeObject | undefined) => boolean,
  timeoutMs: number,
): Promise<KubeObject | undefined> {
  const look = () => store.get(resourceCalled(place.plural), place.namespace, place.name);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      unsubscribe();
      reject(
        new Error(
          `waited ${timeoutMs} ms in vain for ${place.plural} ${place.namespace}/${place.name}: ${JSON.stringify(look())}`,
        ),
      );
    }, timeoutMs);
    const check = () => {
      try {
        const object = look();
        if (!condition(object)) return;
        resolve(object);
      } catch (error) {
        reject(error);
      }
      unsubscribe();
      clearTimeout(timer);
    };
    const unsubscribe = store.subscribe(check);
    check();
  });
}
