import type { ClusterConnection } from '../connection/connect-cluster.ts';
import type { ClusterResult } from '../kubernetes.ts';
import type { WorkflowHead } from '../workflow.ts';
import { listPage } from './list-page.ts';
import { headsForm } from './watched-form.ts';
import type { WatchedPlace } from './watched-place.ts';

const maxTries = 3;

/**
 * The metadata of all objects of a list, as the API server has them now (a consistent list, which waits for what was written
 * before it). A list that grows too old between two pages is begun again.
 */
export async function listAllHeads(
  connection: ClusterConnection,
  place: WatchedPlace,
  timeoutMs: number,
): Promise<ClusterResult<WorkflowHead[]>> {
  const signal = new AbortController().signal;
  let heads: WorkflowHead[] = [];
  let next: string | undefined;
  for (let tries = 1; ; ) {
    const page = await listPage(connection, { place, form: headsForm }, next, { timeoutMs, signal });
    if (page.ok) {
      heads.push(...page.value.items);
      next = page.value.next;
      if (next === undefined) return { ok: true, value: heads };
      continue;
    }
    const hasExpired = next !== undefined && page.failure.kind === 'absent';
    if (!hasExpired) return page;
    if (tries === maxTries) return { ok: false, failure: { kind: 'later', message: page.failure.message } };
    tries += 1;
    heads = [];
    next = undefined;
  }
}
