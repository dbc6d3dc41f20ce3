import { isRecord } from '../../json/is-record.ts';
import type { ServedKind } from '../cluster-objects.ts';
import { callCluster } from '../connection/call-cluster.ts';
import type { ClusterConnection } from '../connection/connect-cluster.ts';
import type { ClusterResult } from '../kubernetes.ts';

/** Finds a kind by its name, or by its name in the API's addresses. */
export type FindKind = (apiVersion: string, name: string, by?: 'kind' | 'plural') => Promise<ClusterResult<ServedKind>>;

/** Kinds come and go with the definitions that operators install. */
const keptMs = 10 * 60 * 1000;
/** A kind that was not there is looked for again after this long. */
const missingKeptMs = 10 * 1000;

interface KnownGroup {
  readAt: number;
  kinds: ServedKind[];
}

/** Answers what the API server calls a kind, from its discovery, asked once per group and version and then remembered. */
export function discoverKinds(
  connection: ClusterConnection,
  { timeoutMs, now }: { timeoutMs: number; now: () => number },
): FindKind {
  const known = new Map<string, KnownGroup>();
  return async (apiVersion, kind, by = 'kind') => {
    const path = groupPath(apiVersion);
    if (path === undefined) return absent(apiVersion, kind);
    const group = known.get(apiVersion);
    const found = group?.kinds.find((each) => each[by] === kind);
    const age = group === undefined ? Number.POSITIVE_INFINITY : now() - group.readAt;
    if (age < (found === undefined ? missingKeptMs : keptMs)) return answer(found, apiVersion, kind);

    const listed = await callCluster(connection, { method: 'GET', path, timeoutMs });
    if (!listed.ok && listed.failure.kind !== 'absent') return listed;
    const kinds = listed.ok ? readKinds(apiVersion, listed.value) : [];
    known.set(apiVersion, { readAt: now(), kinds });
    return answer(
      kinds.find((each) => each[by] === kind),
      apiVersion,
      kind,
    );
  };
}

/** Undefined for what cannot be an `apiVersion`. */
function groupPath(apiVersion: string): string | undefined {
  if (!/^(?:[a-z0-9](?:[-a-z0-9.]{0,250}[a-z0-9])?\/)?v[a-z0-9]{1,30}$/.test(apiVersion)) return undefined;
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

/** What has a slash in its name is part of another resource. */
function readKinds(apiVersion: string, list: unknown): ServedKind[] {
  const resources = isRecord(list) && Array.isArray(list.resources) ? list.resources : [];
  return resources.flatMap((each: unknown) => {
    if (!isRecord(each) || typeof each.name !== 'string' || typeof each.kind !== 'string') return [];
    if (each.name.includes('/')) return [];
    return [{ apiVersion, kind: each.kind, plural: each.name, namespaced: each.namespaced === true }];
  });
}

function answer(found: ServedKind | undefined, apiVersion: string, kind: string): ClusterResult<ServedKind> {
  return found === undefined ? absent(apiVersion, kind) : { ok: true, value: found };
}

function absent(apiVersion: string, kind: string): ClusterResult<ServedKind> {
  return { ok: false, failure: { kind: 'absent', message: `The cluster does not serve ${kind} of ${apiVersion}.` } };
}
