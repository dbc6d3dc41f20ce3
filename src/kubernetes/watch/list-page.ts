import { isRecord } from '../../json/is-record.ts';
import { callCluster } from '../connection/call-cluster.ts';
import type { ClusterConnection } from '../connection/connect-cluster.ts';
import type { ClusterResult } from '../kubernetes.ts';
import type { Watched, WatchedForm } from './watched-form.ts';
import { selectorQuery, type WatchedPlace } from './watched-place.ts';

const pageSize = 500;

export interface ListedPage<Item> {
  items: Item[];
  resourceVersion: string;
  next?: string;
}

/** One page of a list; `next` leads on. `absent` says that the list grew too old between two pages. */
export async function listPage<Item extends Watched>(
  connection: ClusterConnection,
  { place, form }: { place: WatchedPlace; form: WatchedForm<Item> },
  next: string | undefined,
  limits: { timeoutMs: number; signal: AbortSignal },
): Promise<ClusterResult<ListedPage<Item>>> {
  const query = selectorQuery(place, { limit: String(pageSize), ...(next === undefined ? {} : { continue: next }) });
  const path = `${place.path}?${query}`;
  const result = await callCluster(connection, { method: 'GET', path, accept: form.acceptList, ...limits });
  if (!result.ok) {
    return result;
  }
  const page = readPage(result.value, form);
  return page === undefined
    ? { ok: false, failure: { kind: 'later', message: 'The Kubernetes API answered a list with something else.' } }
    : { ok: true, value: page };
}

function readPage<Item extends Watched>(value: unknown, form: WatchedForm<Item>): ListedPage<Item> | undefined {
  const metadata = isRecord(value) ? value.metadata : undefined;
  const listed = isRecord(value) ? (value.items ?? []) : undefined;
  if (!isRecord(metadata) || typeof metadata.resourceVersion !== 'string' || !Array.isArray(listed)) {
    return undefined;
  }
  const items = listed.map((each) => form.read(each)).filter((item) => item !== undefined);
  const next = metadata.continue;
  return items.length < listed.length
    ? undefined
    : {
        items,
        resourceVersion: metadata.resourceVersion,
        ...(typeof next === 'string' && next !== '' ? { next } : {}),
      };
}
