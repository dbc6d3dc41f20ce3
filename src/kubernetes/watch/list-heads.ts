import { callCluster } from '../connection/call-cluster.ts';
import type { ClusterConnection } from '../connection/connect-cluster.ts';
import { isObject } from '../connection/is-object.ts';
import type { ClusterResult } from '../kubernetes.ts';
import type { WorkflowHead } from '../workflow.ts';
import { readHead } from './read-watch-event.ts';

/** Metadata alone; a server that cannot cut it out gives whole objects, which are read all the same. */
export const acceptHeads = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json';
const pageSize = 500;

export interface ListedPage {
  heads: WorkflowHead[];
  resourceVersion: string;
  next?: string;
}

/** One page of the list of heads; `next` leads on. `absent` says that the list grew too old between two pages. */
export async function listHeads(
  connection: ClusterConnection,
  watched: { path: string; labelSelector: string },
  next: string | undefined,
  limits: { timeoutMs: number; signal: AbortSignal },
): Promise<ClusterResult<ListedPage>> {
  const query = new URLSearchParams({ labelSelector: watched.labelSelector, limit: String(pageSize) });
  if (next !== undefined) {
    query.set('continue', next);
  }
  const result = await callCluster(connection, {
    method: 'GET',
    path: `${watched.path}?${query}`,
    accept: acceptHeads,
    ...limits,
  });
  if (!result.ok) {
    return result;
  }
  const page = readPage(result.value);
  return page === undefined
    ? { ok: false, failure: { kind: 'later', message: 'The Kubernetes API answered a list with something else.' } }
    : { ok: true, value: page };
}

function readPage(value: unknown): ListedPage | undefined {
  const metadata = isObject(value) ? value.metadata : undefined;
  const items = isObject(value) ? (value.items ?? []) : undefined;
  if (!isObject(metadata) || typeof metadata.resourceVersion !== 'string' || !Array.isArray(items)) {
    return undefined;
  }
  const heads = items.map(readHead).filter((head) => head !== undefined);
  const next = metadata.continue;
  return heads.length < items.length
    ? undefined
    : {
        heads,
        resourceVersion: metadata.resourceVersion,
        ...(typeof next === 'string' && next !== '' ? { next } : {}),
      };
}
