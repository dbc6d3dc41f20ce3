import { isRecord } from '../../json/is-record.ts';
import { readStatus } from '../connection/classify-status.ts';
import type { ConnectedCluster } from '../connection/connect-cluster.ts';
import { type ClusterAnswer, type ClusterCall, sendToCluster } from '../connection/send-to-cluster.ts';
import { objectsForm, type WatchedObject } from '../watch/watched-form.ts';
import type { CallerFailure, CallerResult, Callers, ObjectList } from './callers.ts';

const argo = '/apis/argoproj.io/v1alpha1';

export function openCallers(cluster: ConnectedCluster, { timeoutMs }: { timeoutMs: number }): Callers {
  return {
    asCaller(authorization) {
      const connection = cluster.asCaller(authorization);
      const call = async <Value>(
        request: Omit<ClusterCall, 'timeoutMs'>,
        read: (body: unknown) => Value | undefined,
      ): Promise<CallerResult<Value>> => readAnswer(await sendToCluster(connection, { ...request, timeoutMs }), read);
      return {
        listBindings: (namespace, query = {}) =>
          call({ method: 'GET', path: `${bindingsPath(namespace)}?${new URLSearchParams(query)}` }, readList),
        getTemplate: (scope, name) => call({ method: 'GET', path: templatePath(scope, name) }, objectsForm.read),
        async createWorkflow(namespace, workflow) {
          // A check for unknown fields, of which these have none, takes the API server a seventh of a creation.
          const path = `${argo}/namespaces/${encodeURIComponent(namespace)}/workflows?fieldValidation=Ignore`;
          const body = { type: 'application/json', json: workflow };
          return readCreated(
            await sendToCluster(connection, { method: 'POST', path, body, timeoutMs, unreadStatus: created }),
          );
        },
      };
    },
  };
}

/** What only a created object is answered with. */
const created = 201;

function readCreated(answer: ClusterAnswer): CallerResult<undefined> {
  const isCreated = answer.kind === 'answered' && answer.status === created;
  return isCreated ? { ok: true, value: undefined } : readAnswer(answer, () => undefined);
}

export function bindingsPath(namespace: string): string {
  const inside = namespace === '' ? '' : `/namespaces/${encodeURIComponent(namespace)}`;
  return `${argo}${inside}/workfloweventbindings`;
}

function templatePath(scope: 'cluster' | { namespace: string }, name: string): string {
  if (scope === 'cluster') return `${argo}/clusterworkflowtemplates/${encodeURIComponent(name)}`;
  return `${argo}/namespaces/${encodeURIComponent(scope.namespace)}/workflowtemplates/${encodeURIComponent(name)}`;
}

function readAnswer<Value>(answer: ClusterAnswer, read: (body: unknown) => Value | undefined): CallerResult<Value> {
  if (answer.kind === 'unreachable') {
    return { ok: false, failure: { status: 0, reason: '', message: answer.message } };
  }
  const { status, body } = answer;
  if (status < 200 || status > 299) return { ok: false, failure: describeRefusal(answer) };
  const value = read(body);
  if (value !== undefined) return { ok: true, value };
  const message = 'The Kubernetes API answered with something else than asked.';
  return { ok: false, failure: { status: 0, reason: '', message } };
}

function describeRefusal({ status, body, retryAfter }: Extract<ClusterAnswer, { kind: 'answered' }>): CallerFailure {
  const { reason, message, retryAfterSeconds } = readStatus(body);
  const seconds = retryAfter !== null && /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) : retryAfterSeconds;
  return { status, reason, message, ...(seconds === undefined ? {} : { retryAfterMs: seconds * 1000 }) };
}

function readList(body: unknown): ObjectList | undefined {
  if (!isRecord(body) || !isRecord(body.metadata)) return undefined;
  const items: unknown[] = Array.isArray(body.items) ? body.items : [];
  const read = items.map((each) => objectsForm.read(each)).filter((each): each is WatchedObject => each !== undefined);
  return read.length < items.length ? undefined : { metadata: body.metadata, items: read };
}
