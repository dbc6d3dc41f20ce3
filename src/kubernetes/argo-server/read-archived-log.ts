import { fetch } from 'undici';
import { describeNetworkError } from '../connection/describe-network-error.ts';
import type { ClusterResult } from '../kubernetes.ts';
import { keepTail } from '../logs/keep-tail.ts';
import type { ArchivedStep, LogLimits, LogTail } from '../logs/run-logs.ts';
import { type ArgoServerOptions, classifyAnswer } from './argo-server.ts';

/** The archive gives out a log from its beginning only. */
const maxTotal = 64 * 1024 * 1024;

/**
 * The end of a step's log as Argo archived it (`archiveLogs`): the artifact `<container>-logs` of the step, by
 * `GET /artifact-files/{namespace}/workflows/{workflow}/{node}/outputs/{artifact}`.
 */
export async function readArchivedLog(
  { url, authorize }: Omit<ArgoServerOptions, 'timeoutMs'>,
  { namespace, workflow, nodeId, container }: ArchivedStep,
  { maxBytes, signal }: LogLimits,
): Promise<ClusterResult<LogTail>> {
  const names = [namespace, 'workflows', workflow, nodeId, 'outputs', `${container}-logs`];
  const path = names.map(encodeURIComponent).join('/');
  try {
    const { headers } = await authorize();
    const response = await fetch(`${url.replace(/\/+$/, '')}/artifact-files/${path}`, {
      headers: headers.authorization === undefined ? {} : { authorization: headers.authorization },
      signal,
      redirect: 'error',
    });
    if (!response.ok) {
      await response.body?.cancel();
      return { ok: false, failure: classifyAnswer(response.status, 'no archived log') };
    }
    const { bytes, isCut, isGivenUp } = await keepTail(response.body ?? [], { maxBytes, maxTotal });
    return { ok: true, value: { bytes, isCut: isCut || isGivenUp } };
  } catch (error) {
    const reason = signal.aborted ? 'it took too long' : describeNetworkError(error);
    return { ok: false, failure: { kind: 'later', message: `The archived log could not be read (${reason}).` } };
  }
}
