import type { ClusterResult } from '../kubernetes.ts';
import { classifyStatus, readStatus } from './classify-status.ts';
import type { ClusterConnection } from './connect-cluster.ts';
import { type ClusterCall, sendToCluster } from './send-to-cluster.ts';

/** One request with one JSON answer, tried once. Never throws: what the network or the server did is a failure by kind. */
export async function callCluster(connection: ClusterConnection, call: ClusterCall): Promise<ClusterResult<unknown>> {
  const answer = await sendToCluster(connection, call);
  if (answer.kind === 'unreachable') {
    return { ok: false, failure: { kind: 'later', message: answer.message } };
  }
  const { status, body, retryAfter } = answer;
  if (status < 200 || status > 299) {
    return { ok: false, failure: classifyStatus(status, readStatus(body), retryAfter) };
  }
  if (body === undefined) {
    return {
      ok: false,
      failure: { kind: 'later', message: 'The Kubernetes API answered with something else than JSON.' },
    };
  }
  return { ok: true, value: body };
}
