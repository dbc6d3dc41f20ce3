import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { fetch } from 'undici';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { type Cluster, type ClusterSettings, startCluster } from './start-cluster.ts';
import type { KubeObject } from './store/kube-object.ts';
import { describeWorkflow } from './test-workflow.ts';

const answerShape = z.looseObject({
  kind: z.string().optional(),
  message: z.string().optional(),
  reason: z.string().optional(),
  code: z.number().optional(),
  metadata: z
    .looseObject({
      name: z.string().optional(),
      uid: z.string().optional(),
      resourceVersion: z.string().default(''),
      labels: z.record(z.string(), z.string()).optional(),
      annotations: z.record(z.string(), z.string()).optional(),
      finalizers: z.array(z.string()).optional(),
      deletionTimestamp: z.string().optional(),
      generation: z.number().optional(),
      continue: z.string().optional(),
    })
    .default({ resourceVersion: '' }),
});

const listShape = z.looseObject({
  items: z.array(z.looseObject({ metadata: z.looseObject({ name: z.string() }) })).default([]),
});

/** An answer's body, as far as tests look into it. */
export type AnswerBody = z.infer<typeof answerShape>;

export interface ApiAnswer {
  code: number;
  body: AnswerBody;
  /** The items of a list. */
  items: z.infer<typeof listShape>['items'];
  headers: { get(name: string): string | null };
}

export interface WatchEvent {
  type: string;
  object: AnswerBody;
}

export interface OpenedWatch {
  /** The next event; undefined at the end of the watch. */
  next(): Promise<WatchEvent | undefined>;
  close(): void;
}

/** A cluster of one test, with a client that speaks to it over HTTP. It is closed when the test ends. */
export interface TestCluster extends Cluster {
  workspace: string;
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<ApiAnswer>;
  watch(path: string, headers?: Record<string, string>): Promise<OpenedWatch>;
  /** Creates a Workflow in namespace `ci` and waits for its end. */
  runWorkflow(name: string, spec: object): Promise<FinishedWorkflow>;
  workflow(name: string): FinishedWorkflow;
  /** Waits until the Workflow's status fulfils the condition. */
  untilStatus(name: string, condition: (status: FinishedWorkflow['status']) => boolean): Promise<FinishedWorkflow>;
}

const nodeShape = z.looseObject({
  id: z.string(),
  name: z.string(),
  displayName: z.string(),
  type: z.string(),
  phase: z.string(),
  message: z.string().optional(),
  boundaryID: z.string().optional(),
  progress: z.string().optional(),
  children: z.array(z.string()).optional(),
  nodeFlag: z.looseObject({}).optional(),
  templateName: z.string().optional(),
  templateScope: z.string().optional(),
  startedAt: z.string().nullish(),
  finishedAt: z.string().nullish(),
  outputs: z
    .looseObject({
      exitCode: z.string().optional(),
      result: z.string().optional(),
      parameters: z.array(z.object({ name: z.string(), value: z.string() })).optional(),
    })
    .optional(),
});

const workflowShape = z.looseObject({
  metadata: z.looseObject({ labels: z.record(z.string(), z.string()).default({}) }),
  status: z
    .looseObject({
      phase: z.string().default(''),
      message: z.string().optional(),
      progress: z.string().optional(),
      nodes: z.record(z.string(), nodeShape).default({}),
    })
    .default({ phase: '', nodes: {} }),
});

export type FinishedWorkflow = z.infer<typeof workflowShape>;

/** Reads a Workflow's object as tests look at it. */
export function readWorkflow(object: unknown): FinishedWorkflow {
  return workflowShape.parse(object);
}

export function isCompleted(object: KubeObject | undefined): boolean {
  return object?.metadata.labels?.['workflows.argoproj.io/completed'] === 'true';
}

export async function openTestCluster(settings: Partial<ClusterSettings> = {}): Promise<TestCluster> {
  const workspace = await mkdtemp(join(tmpdir(), 'cluster-'));
  const cluster = await startCluster({ namespaces: ['ci'], workspace, graceMs: 200, ...settings });
  onTestFinished(async () => {
    await cluster.close();
    await rm(workspace, { recursive: true, force: true });
  });
  const authorization = `Bearer ${cluster.token}`;
  const place = (name: string) => ({ plural: 'workflows', namespace: 'ci', name });

  return {
    ...cluster,
    workspace,
    async send(method, path, body, headers = {}) {
      const response = await fetch(cluster.url + path, {
        method,
        headers: { authorization, 'content-type': 'application/json', ...headers },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      const isJson = response.headers.get('content-type') === 'application/json';
      const content: unknown = isJson ? JSON.parse(text) : { message: text };
      const { items } = listShape.parse(content);
      return { code: response.status, body: answerShape.parse(content), items, headers: response.headers };
    },
    async watch(path, headers = {}) {
      const ending = new AbortController();
      onTestFinished(() => ending.abort());
      const response = await fetch(cluster.url + path, {
        headers: { authorization, ...headers },
        signal: ending.signal,
      });
      if (response.status !== 200 || response.body === null) throw new Error(`watch answered ${response.status}`);
      const lines = createInterface(Readable.fromWeb(response.body))[Symbol.asyncIterator]();
      return {
        async next() {
          const line = await lines.next();
          if (line.done === true) return undefined;
          const event = z.object({ type: z.string(), object: answerShape }).parse(JSON.parse(line.value));
          return event;
        },
        close: () => ending.abort(),
      };
    },
    async runWorkflow(name, spec) {
      cluster.create(describeWorkflow(name, spec));
      return readWorkflow(await cluster.waitFor(place(name), isCompleted));
    },
    workflow: (name) => readWorkflow(cluster.get('workflows', 'ci', name)),
    async untilStatus(name, condition) {
      const meets = (object: KubeObject | undefined) => object !== undefined && condition(readWorkflow(object).status);
      return readWorkflow(await cluster.waitFor(place(name), meets));
    },
  };
}

export const workflowsPath = '/apis/argoproj.io/v1alpha1/namespaces/ci/workflows';

/** True while the process runs; one that has ended and only was not waited for is over. */
export function isRunning(id: number): boolean {
  try {
    process.kill(id, 0);
    return !existsSync('/proc/self/stat') || !/\) [ZX] /.test(readFileSync(`/proc/${id}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
