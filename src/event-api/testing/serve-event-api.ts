import { fetch } from 'undici';
import type { StoredRecord } from '../../bus/event-bus.ts';
import { createHttpServer } from '../../webhook/create-http-server.ts';
import { closeServer, listen } from '../../webhook/listen.ts';
import { createEventApi } from '../create-event-api.ts';
import type { EventApiOptions } from '../event-api.ts';
import { type EventCluster, makeEventCluster } from './make-event-cluster.ts';

export interface ServedEventApi {
  cluster: EventCluster;
  clock: { at: number };
  /** What was answered and what became of bindings, as the metrics have it. */
  counted: string[];
  logged: { level: string; message: string; fields: Record<string, unknown> }[];
  records: Map<string, unknown>;
  send(path: string, init?: RequestOptions): Promise<EventAnswer>;
  close(): Promise<void>;
}

export interface RequestOptions {
  method?: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

export interface EventAnswer {
  status: number;
  body: unknown;
  headers: { get(name: string): string | null };
}

/** The Event API behind a real HTTP server, over a cluster in memory. `path` is below `/api/v1`; without headers a good token goes along. */
export async function serveEventApi(options: Partial<EventApiOptions> = {}): Promise<ServedEventApi> {
  const cluster = makeEventCluster();
  const clock = { at: Date.parse('2026-03-01T12:00:00Z') };
  const counted: string[] = [];
  const logged: ServedEventApi['logged'] = [];
  const records = new Map<string, unknown>();
  const log = (level: string) => (fields: unknown, message?: unknown) => {
    logged.push({ level, message: String(message), fields: Object(fields) });
  };
  const logger = {
    debug: log('debug'),
    info: log('info'),
    warn: log('warn'),
    error: log('error'),
    isLevelEnabled: () => true,
  };
  const api = createEventApi({
    kubernetes: cluster.kubernetes,
    records: {
      async get(collection, key): Promise<StoredRecord | undefined> {
        const value = records.get(`${collection}/${key}`);
        return value === undefined ? undefined : { key, value, version: 1 };
      },
      async put(collection, key, value) {
        records.set(`${collection}/${key}`, value);
        return 1;
      },
      async list() {
        return [];
      },
      async remove(collection, key) {
        records.delete(`${collection}/${key}`);
      },
    },
    queueSize: 64,
    workerCount: 16,
    matchingMode: () => 'strict',
    metrics: {
      eventApiAnswered: ({ status, by }) => counted.push(`${status} ${by}`),
      bindingDispatched: (outcome) => counted.push(outcome),
      watchEventQueue: () => undefined,
    },
    log: logger,
    now: () => clock.at,
    ...options,
  });
  const server = createHttpServer([api.handle], logger);
  const listening = await listen(server, { host: '127.0.0.1', port: 0 });
  if (!listening.ok) throw new Error(listening.problem.message);
  return {
    ...{ cluster, clock, counted, logged, records },
    async send(path, { method = 'POST', headers = { authorization: 'Bearer good' }, body } = {}) {
      const url = `http://127.0.0.1:${listening.port}/api/v1${path}`;
      const response = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) });
      const text = await response.text();
      return { status: response.status, body: JSON.parse(text), headers: response.headers };
    },
    async close() {
      await closeServer(server, 100);
      await api.stop();
    },
  };
}
