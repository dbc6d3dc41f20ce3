import { fetch, type Response } from 'undici';
import { parseJson } from '../../json/parse-json.ts';
import { classifyStatus, readStatus } from '../connection/classify-status.ts';
import type { ClusterConnection } from '../connection/connect-cluster.ts';
import { describeNetworkError } from '../connection/describe-network-error.ts';
import type { ClusterFailure, ClusterResult } from '../kubernetes.ts';
import { keepTail, type ReadTail } from './keep-tail.ts';
import type { LogLimits, LogTail, PodContainer } from './run-logs.ts';

/** Lines may be of any length: more than this is not read of them. */
const maxTotal = 8 * 1024 * 1024;
/** Of lines so long that the limit was reached, these are asked for once more: the limit cuts off the end, which is what counts. */
const fewLines = 20;

/**
 * The end of a container's log. The API server counts lines from the end, but its limit of bytes from the first of them, so the
 * bytes are counted here.
 */
export async function readPodLog(
  connection: ClusterConnection,
  from: PodContainer,
  limits: LogLimits,
): Promise<ClusterResult<LogTail>> {
  const read = await readOnce(connection, from, limits);
  if (!read.ok) return read;
  const again =
    read.value.isGivenUp && limits.tailLines > fewLines
      ? await readOnce(connection, from, { ...limits, tailLines: fewLines })
      : read;
  const { bytes, isCut, isGivenUp } = again.ok ? again.value : read.value;
  const hasAll = again === read && countLines(bytes) < limits.tailLines;
  return { ok: true, value: { bytes, isCut: isCut || isGivenUp || !hasAll } };
}

async function readOnce(
  connection: ClusterConnection,
  { namespace, pod, container }: PodContainer,
  { tailLines, maxBytes, signal }: LogLimits,
): Promise<ClusterResult<ReadTail>> {
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/log`;
  const query = new URLSearchParams({
    container,
    tailLines: String(tailLines),
    limitBytes: String(maxTotal),
  });
  try {
    const { headers, dispatcher } = await connection.authorize();
    const response = await fetch(`${connection.server}${path}?${query}`, {
      headers: { ...headers, accept: '*/*' },
      signal,
      redirect: 'error',
      ...(dispatcher === undefined ? {} : { dispatcher }),
    });
    if (!response.ok) return { ok: false, failure: await readFailure(response) };
    return { ok: true, value: await keepTail(response.body ?? [], { maxBytes, maxTotal }) };
  } catch (error) {
    const reason = signal.aborted ? 'it took too long' : describeNetworkError(error);
    return { ok: false, failure: { kind: 'later', message: `The log of ${pod} could not be read (${reason}).` } };
  }
}

const maxFailureBytes = 64 * 1024;

async function readFailure(response: Response): Promise<ClusterFailure> {
  const { bytes } = await keepTail(response.body ?? [], { maxBytes: maxFailureBytes, maxTotal: maxFailureBytes });
  return classifyStatus(response.status, readStatus(parseJson(bytes.toString())), response.headers.get('retry-after'));
}

function countLines(bytes: Buffer): number {
  let count = 0;
  for (const byte of bytes) if (byte === 0x0a) count += 1;
  return count;
}
