import type { PodLog, PodLogs } from '../executor/process/pod-log.ts';
import { badRequest, notFound } from '../store/failure.ts';
import { isRecord } from '../store/kube-object.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { pods } from '../store/resource.ts';
import { type Answer, answerFailure, type Exchange } from './exchange.ts';
import { isTrue, type ResourceAddress } from './parse-request.ts';

/** `GET …/pods/<name>/log` with `container`, `follow`, `tailLines`, `limitBytes`, `sinceSeconds` and `timestamps`. */
export function sendPodLog(
  cluster: { store: ObjectStore; logs: PodLogs },
  exchange: Exchange,
  address: ResourceAddress,
): Answer {
  const { namespace = '', name = '' } = address;
  const { query, response } = exchange;
  const pod = cluster.store.get(pods, namespace, name);
  if (pod === undefined) return answerFailure(notFound(pods, name));
  const container = query.get('container') || 'main';
  if (container !== 'main' && container !== 'wait' && container !== 'init') {
    return answerFailure(badRequest(`container ${container} is not valid for pod ${name}`));
  }
  if (isTrue(query.get('previous'))) {
    const message = `previous terminated container "${container}" in pod "${name}" not found`;
    return answerFailure(badRequest(message));
  }
  const log = cluster.logs.get(pod.metadata.uid);
  if (log === undefined || (isRecord(pod.status) && pod.status.phase === 'Pending')) {
    const message = `container "${container}" in pod "${name}" is waiting to start: ContainerCreating`;
    return answerFailure(badRequest(message));
  }
  response.writeHead(200, { 'Content-Type': 'text/plain' });
  if (container === 'main') response.write(selectLog(log, query));
  if (container !== 'main' || !isTrue(query.get('follow'))) {
    response.end();
    return 'streaming';
  }
  const stop = log.follow(
    (chunk) => response.write(chunk),
    () => response.end(),
  );
  response.on('close', stop);
  return 'streaming';
}

function selectLog(log: PodLog, query: URLSearchParams): Buffer {
  const sinceSeconds = Number(query.get('sinceSeconds') ?? 0);
  const since = sinceSeconds > 0 ? Date.now() - sinceSeconds * 1000 : 0;
  const recent = log.lines().filter((line) => line.time.getTime() >= since);
  const tail = query.get('tailLines');
  const count = tail === null || tail === '' ? recent.length : Number(tail);
  const lines = count === 0 ? [] : recent.slice(-count);
  const stamped = isTrue(query.get('timestamps'))
    ? lines.map((line) => Buffer.concat([Buffer.from(`${line.time.toISOString()} `), line.bytes]))
    : lines.map((line) => line.bytes);
  const whole = Buffer.concat(stamped);
  const limit = Number(query.get('limitBytes') ?? 0);
  return limit > 0 ? whole.subarray(0, limit) : whole;
}
