import { createHmac, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { annotations } from '../../src/kubernetes/labels.ts';
import { startWorld, type World, type WorldOptions } from './start-world.ts';

/** The app with documents of the operator, and what tests do with it. */
export interface OperatorWorld {
  world: World;
  folder: string;
  ports: number[];
  /** Writes documents as one file. */
  write(name: string, ...documents: object[]): Promise<void>;
  post(
    port: number,
    path: string,
    body: string,
    headers?: Record<string, string>,
  ): Promise<{ status: number; text: string }>;
  isListening(port: number): Promise<boolean>;
  /** Values of the first parameter of all Workflows that the operator's Sensors made in `ci`, oldest first. */
  messages(): string[];
  close(): Promise<void>;
}

/** @param documents made once it is known which ports are free */
export async function startOperatorWorld(
  documents: (ports: number[]) => Record<string, object[]>,
  options: WorldOptions & { prepare?: (world: World) => void } = {},
): Promise<OperatorWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'manifests-'));
  const ports = [await freePort(), await freePort(), await freePort()];
  const write = (name: string, ...all: object[]) =>
    writeFile(join(folder, name), all.map((each) => stringify(each)).join('---\n'));
  for (const [name, all] of Object.entries(documents(ports))) await write(name, ...all);
  const world = await startWorld({
    ...options,
    startApp: false,
    environment: { ...options.environment, MANIFESTS_DIR: folder },
  });
  options.prepare?.(world);
  await world.startApp();
  return {
    ...{ world, folder, ports, write },
    async post(port, path, body, headers = {}) {
      const sent = { 'content-type': 'application/json', ...headers };
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', headers: sent, body });
      return { status: answer.status, text: await answer.text() };
    },
    isListening: (port) =>
      fetch(`http://127.0.0.1:${port}/health`).then(
        ({ ok }) => ok,
        () => false,
      ),
    messages: () => listMessages(world.cluster),
    async close() {
      await world.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Values of the first parameter of all Workflows that the operator's Sensors made in `ci`, oldest first. */
export function listMessages(cluster: Pick<World['cluster'], 'list'>): string[] {
  return cluster
    .list('workflows', 'ci')
    .filter(({ metadata }) => metadata.annotations?.[annotations.operatorRun] !== undefined)
    .sort((left, right) => Number(left.metadata.resourceVersion) - Number(right.metadata.resourceVersion))
    .map(({ spec }) => firstParameter(spec));
}

function firstParameter(spec: unknown): string {
  const { arguments: given } = spec as { arguments: { parameters: { value: string }[] } };
  return given.parameters[0]?.value ?? '';
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

export function eventSource(name: string, spec: object): object {
  return { apiVersion: 'argoproj.io/v1alpha1', kind: 'EventSource', metadata: { name }, spec };
}

/** A Sensor that makes a Workflow whose message is what its parameter takes from the first dependency. */
export function sensor(
  name: string,
  dependencies: Record<string, string>,
  more: { dataKey?: string; conditions?: string; filters?: object } = {},
): object {
  const [first = ''] = Object.keys(dependencies);
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Sensor',
    metadata: { name },
    spec: {
      dependencies: Object.entries(dependencies).map(([dependency, source]) => {
        const [eventSourceName, eventName] = source.split('/');
        const filters = more.filters === undefined ? {} : { filters: more.filters };
        return { name: dependency, eventSourceName, eventName, ...filters };
      }),
      triggers: [
        {
          template: {
            name: 'run',
            ...(more.conditions === undefined ? {} : { conditions: more.conditions }),
            argoWorkflow: {
              operation: 'submit',
              source: {
                resource: {
                  apiVersion: 'argoproj.io/v1alpha1',
                  kind: 'Workflow',
                  metadata: { generateName: `${name}-` },
                  spec: {
                    entrypoint: 'main',
                    arguments: { parameters: [{ name: 'message', value: 'none' }] },
                    templates: [{ name: 'main', container: { image: 'busybox', command: ['true'] } }],
                  },
                },
              },
              parameters: [
                {
                  src: { dependencyName: first, dataKey: more.dataKey ?? 'body.message' },
                  dest: 'spec.arguments.parameters.0.value',
                },
              ],
            },
          },
        },
      ],
    },
  };
}

/** A Secret of `ci`. */
export function secret(name: string, values: Record<string, string>): object {
  const data = Object.entries(values).map(([key, value]) => [key, Buffer.from(value).toString('base64')]);
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: 'ci' }, data: Object.fromEntries(data) };
}

export function randomSecret(): string {
  return randomBytes(16).toString('hex');
}

/** The headers of a hook that GitHub signs. */
export function signedHeaders(body: string, key: string, { event = 'push', id = 'd-1' } = {}): Record<string, string> {
  const signature = createHmac('sha256', key).update(body).digest('hex');
  return { 'x-github-event': event, 'x-github-delivery': id, 'x-hub-signature-256': `sha256=${signature}` };
}

/** A POST over TLS that takes only this certificate. */
export function postSecurely(port: number, path: string, body: string, ca: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, method: 'POST', ca, agent: false }, (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode ?? 0));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
