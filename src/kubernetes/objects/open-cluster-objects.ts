import { isRecord } from '../../json/is-record.ts';
import type { ClusterObject, ClusterObjects, ObjectPlace, WriteOptions } from '../cluster-objects.ts';
import { callCluster } from '../connection/call-cluster.ts';
import type { ClusterConnection } from '../connection/connect-cluster.ts';
import type { ClusterCall } from '../connection/send-to-cluster.ts';
import type { ClusterResult } from '../kubernetes.ts';
import { listAllHeads } from '../watch/list-all-heads.ts';
import { discoverKinds } from './discover-kinds.ts';
import { readConfigMapKey, readSecretKey } from './read-key.ts';

/** The name under which this app's writes stand in `managedFields`. */
export const fieldManager = 'argo-events-app';

/** Objects of any kind over one connection. */
export function openClusterObjects(
  connection: ClusterConnection,
  { timeoutMs, now }: { timeoutMs: number; now: () => number },
): ClusterObjects {
  const call = (request: Omit<ClusterCall, 'timeoutMs'>) => callCluster(connection, { ...request, timeoutMs });
  return {
    findKind: discoverKinds(connection, { timeoutMs, now }),
    async getObject(place) {
      return toObject(await call({ method: 'GET', path: objectPath(place) }));
    },
    listObjects: (place, labelSelector) =>
      listAllHeads(connection, { path: listPath(place), labelSelector }, timeoutMs),
    async createObject(place, object, options) {
      const path = `${listPath(place)}?${writeQuery(options)}`;
      return toObject(await call({ method: 'POST', path, body: { type: 'application/json', json: object } }));
    },
    async replaceObject(place, object, options) {
      const path = `${objectPath(place)}?${writeQuery(options)}`;
      return toObject(await call({ method: 'PUT', path, body: { type: 'application/json', json: object } }));
    },
    async patchObject(place, { strategy, body }, options) {
      // The app is the only one that applies; what others set by hand gives way, as it does with every other strategy.
      const force = strategy === 'application/apply-patch+yaml' ? '&force=true' : '';
      const path = `${objectPath(place)}?${writeQuery(options)}${force}`;
      return toObject(await call({ method: 'PATCH', path, body: { type: strategy, json: body } }));
    },
    async deleteObject(place, { uid, resourceVersion }, { dryRun }) {
      const json = {
        apiVersion: 'v1',
        kind: 'DeleteOptions',
        propagationPolicy: 'Background',
        ...(dryRun ? { dryRun: ['All'] } : {}),
        ...(uid === undefined && resourceVersion === undefined ? {} : { preconditions: { uid, resourceVersion } }),
      };
      const body = { type: 'application/json', json };
      const deleted = await call({ method: 'DELETE', path: objectPath(place), body });
      return deleted.ok ? { ok: true, value: undefined } : deleted;
    },
    readSecretKey: (...names) => readSecretKey(call, names),
    readConfigMapKey: (...names) => readConfigMapKey(call, names),
  };
}

function writeQuery({ dryRun }: WriteOptions): string {
  return `fieldValidation=Strict&fieldManager=${fieldManager}${dryRun ? '&dryRun=All' : ''}`;
}

/** Where a kind's objects are listed; the empty namespace is all of them. */
export function listPath({ served, namespace }: Omit<ObjectPlace, 'name'>): string {
  const root = served.apiVersion.includes('/') ? '/apis' : '/api';
  const inside = served.namespaced && namespace !== '' ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return `${root}/${served.apiVersion}${inside}/${encodeURIComponent(served.plural)}`;
}

function objectPath(place: ObjectPlace): string {
  return `${listPath(place)}/${encodeURIComponent(place.name)}`;
}

function toObject(result: ClusterResult<unknown>): ClusterResult<ClusterObject> {
  if (!result.ok) return result;
  if (isClusterObject(result.value)) return { ok: true, value: result.value };
  return {
    ok: false,
    failure: { kind: 'later', message: 'The Kubernetes API answered with something else than asked.' },
  };
}

function isClusterObject(value: unknown): value is ClusterObject {
  return (
    isRecord(value) &&
    typeof value.apiVersion === 'string' &&
    typeof value.kind === 'string' &&
    isRecord(value.metadata)
  );
}
