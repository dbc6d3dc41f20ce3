import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createKubernetes } from '../../../src/kubernetes/create-kubernetes.ts';
import { annotations } from '../../../src/kubernetes/labels.ts';
import { createMemoryRecords } from '../../../src/report/testing/memory-records.ts';
import { listRecordings } from '../../../src/report/testing/recordings.ts';
import { createIdentitySigner } from '../../../src/run/identity/sign-identity.ts';
import { tokenLabels } from '../../../src/run/token/token-secret.ts';
import { startSweeps } from '../../../src/run/upkeep/start-sweeps.ts';
import { type ApiServer, startApiServer } from '../cluster/start-api-server.ts';
import { recordingLabel } from './play-recordings.ts';
import { type RealWorld, readRole, startRealWorld } from './start-real-world.ts';

const started = await startApiServer();
if (!started.ok) console.warn(`SKIPPED, no real API server: ${started.reason}`);

/** How each recorded history has to be reported. */
const conclusions: Record<string, string> = {
  'dag-succeeded': 'success',
  'retried-then-succeeded': 'success',
  'template-ref-succeeded': 'success',
  'suspended-then-resumed': 'success',
  'waiting-for-mutex': 'success',
  'steps-with-fan-out-and-skip': 'success',
  'dag-failed': 'failure',
  'exit-handler': 'failure',
  'out-of-memory': 'failure',
  'retries-exhausted': 'failure',
  'deadline-exceeded': 'timed_out',
  stopped: 'cancelled',
  terminated: 'cancelled',
};

function workflow(recording: string, spec: object = {}): string {
  return JSON.stringify({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Workflow',
    metadata: { generateName: `${recording}-`, labels: { [recordingLabel]: recording } },
    spec: {
      entrypoint: 'main',
      templates: [{ name: 'main', container: { image: 'alpine:3.22', command: ['true'] } }],
      ...spec,
    },
  });
}

const pipelines = Object.keys(conclusions).map((name) => `  ${name}: { on: push, workflow: .argo/${name}.yaml }`);
const more = [
  '  limited: { on: push, workflow: .argo/limited.yaml, concurrency: { limit: 2, cancel-in-progress: false } }',
  '  alone: { on: push, workflow: .argo/alone.yaml, concurrency: { limit: 1, cancel-in-progress: true } }',
  '  cloning: { on: push, workflow: .argo/cloning.yaml }',
  '  template: { on: push, workflow: { template: nightly } }',
];
function cron(schedule: string, more: object = {}): string {
  const workflowSpec = {
    entrypoint: 'main',
    arguments: { parameters: [{ name: 'revision' }, { name: 'git-auth-secret' }] },
    synchronization: { mutex: { name: 'nightly' } },
    templates: [{ name: 'main', container: { image: 'alpine:3.22', command: ['true'] } }],
  };
  return JSON.stringify({
    ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'CronWorkflow', metadata: { name: 'nightly' } },
    spec: { schedule, timezone: 'Europe/Berlin', workflowSpec, ...more },
  });
}

const files = {
  '.argo-events.yaml': ['pipelines:', ...pipelines, ...more].join('\n'),
  ...Object.fromEntries(Object.keys(conclusions).map((name) => [`.argo/${name}.yaml`, workflow(name)])),
  '.argo/limited.yaml': workflow('dag-succeeded'),
  '.argo/alone.yaml': workflow('dag-succeeded'),
  '.argo/cloning.yaml': workflow('dag-succeeded', { arguments: { parameters: [{ name: 'git-auth-secret' }] } }),
};

describe.skipIf(!started.ok)('the app on a real API server', () => {
  let server: ApiServer;
  let world: RealWorld;

  beforeAll(async () => {
    if (!started.ok) throw new Error(started.reason);
    server = started.server;
    await server.addNamespace('ci');
    await addTemplate('nightly');
    await addTemplate('release', { arguments: { parameters: [{ name: 'version' }] } });
    world = await startRealWorld(server, { files });
  });

  async function addTemplate(name: string, spec: object = {}): Promise<void> {
    await server.call({
      method: 'POST',
      path: '/apis/argoproj.io/v1alpha1/namespaces/ci/workflowtemplates',
      body: {
        ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'WorkflowTemplate', metadata: { name } },
        spec: {
          workflowMetadata: { labels: { [recordingLabel]: 'dag-succeeded' } },
          entrypoint: 'main',
          templates: [{ name: 'main', container: { image: 'alpine:3.22', command: ['true'] } }],
          ...spec,
        },
      },
    });
  }

  afterAll(async () => {
    await world?.stop();
    await server?.stop();
  });

  it('knows every recording that it names', () => {
    expect(listRecordings()).toEqual(expect.arrayContaining(Object.keys(conclusions)));
  });

  it('reports on each run as the controller ended it', async () => {
    const { after } = await world.github.push({ repository: world.repository, files: { 'a.txt': 'a' } });
    const ended: Record<string, string | undefined> = {};
    for (const name of [...Object.keys(conclusions), 'limited', 'alone', 'cloning']) {
      const check = await world.github.waitForCheckRun(
        (each) => each.headSha === after && each.name === name && each.status === 'completed',
        60_000,
      );
      ended[name] = check.conclusion ?? undefined;
    }
    expect(ended).toEqual({ ...conclusions, limited: 'success', alone: 'success', cloning: 'success' });
  });

  it('lets more runs of a group go side by side when the file says so', async () => {
    const limited = files['.argo-events.yaml'].replace('limit: 2', 'limit: 3');
    const { after } = await world.github.push({
      repository: world.repository,
      files: { '.argo-events.yaml': limited },
    });
    await world.github.waitForCheckRun((each) => each.headSha === after && each.name === 'limited', 60_000);
    const listed = await server.call({ method: 'GET', path: '/api/v1/namespaces/ci/configmaps' });
    const { items } = z
      .object({ items: z.array(z.object({ data: z.record(z.string(), z.string()).optional() })) })
      .parse(listed);
    expect(items.map(({ data }) => data?.limit)).toContain('3');
  });

  it('holds the CronWorkflows of the default branch, as the file has them', async () => {
    const others = files['.argo-events.yaml'];
    const path = '/apis/argoproj.io/v1alpha1/namespaces/ci/cronworkflows/nightly';
    const push = async (text: string) => {
      const { after } = await world.github.push({ repository: world.repository, files: { '.argo-events.yaml': text } });
      return await world.github.waitForCheckRun(
        (each) => each.headSha === after && each.name === 'argo-events schedules',
        60_000,
      );
    };
    const read = async () =>
      z.object({ spec: z.looseObject({}) }).parse(await server.call({ method: 'GET', path })).spec;

    await push(`${others}\n---\n${cron('0 2 * * *', { suspend: true })}`);
    expect(await read()).toMatchObject({ schedules: ['0 2 * * *'], suspend: true, timezone: 'Europe/Berlin' });
    await push(`${others}\n---\n${cron('@daily')}`);
    const changed = await read();
    expect(changed).toMatchObject({ schedules: ['@daily'], workflowMetadata: { finalizers: expect.any(Array) } });
    expect(changed).not.toHaveProperty('suspend');
    expect((await push(others)).title).toBe('1 schedule: 1 removed');
    await expect(server.call({ method: 'GET', path })).rejects.toThrow('404');
  });

  it('takes away what no run needs any more', async () => {
    const orphan = { ...tokenLabels(world.appId) };
    const metadata = { name: 'orphan', labels: orphan, annotations: { [annotations.usedAt]: '0' } };
    await server.call({
      method: 'POST',
      path: '/api/v1/namespaces/ci/secrets',
      body: { apiVersion: 'v1', kind: 'Secret', metadata },
    });
    const cluster = await createKubernetes({ kubeconfig: world.kubeconfig });
    const swept = Promise.withResolvers<void>();
    const sweeps = startSweeps({
      ...{ appId: world.appId, cluster, kubernetes: cluster, records: createMemoryRecords() },
      signer: createIdentitySigner(
        generateKeyPairSync('rsa', { modulusLength: 2048 })
          .privateKey.export({ type: 'pkcs1', format: 'pem' })
          .toString(),
      ),
      namespaces: async () => ['ci'],
      log: { error: (_fields: unknown, message?: string) => swept.reject(new Error(message)) },
      now: () => Date.now() + 2 * 60 * 60 * 1000,
      wait: async (_ms, signal) => {
        swept.resolve();
        await once(signal, 'abort');
      },
    });
    await swept.promise;
    await sweeps.stop();
    await expect(server.call({ method: 'GET', path: '/api/v1/namespaces/ci/secrets/orphan' })).rejects.toThrow('404');
  });

  it('replaces a run that still waits for its controller', async () => {
    const { github } = world;
    const [line = ''] = more.filter((each) => each.includes('alone:'));
    // No controller looks at these. An account of its own, because the app writes only so much a minute for one.
    const unseen = files['.argo/alone.yaml'].replace(recordingLabel, 'tests/none');
    const repository = 'quiet/shop';
    await github.createRepository({
      repository,
      files: { '.argo-events.yaml': `pipelines:\n${line}\n`, '.argo/alone.yaml': unseen },
    });
    await github.installApp({ account: 'quiet' });
    const older = await github.push({ repository, files: { a: '1' } });
    const newer = await github.push({ repository, files: { a: '2' } });
    const checkOn = (sha: string) => github.waitForCheckRun((each) => each.headSha === sha, 60_000);
    expect((await checkOn(newer.after)).externalId).toMatch(/^ci\//);
    const check = await checkOn(older.after);
    const path = `/apis/argoproj.io/v1alpha1/namespaces/ci/workflows/${check.externalId.split('/')[1]}`;
    const ended = async () =>
      z.object({ spec: z.object({ shutdown: z.string() }) }).safeParse(await server.call({ method: 'GET', path }))
        .success;
    await expect.poll(ended, { timeout: 30_000 }).toBe(true);
  });

  it('runs the file of the README for a push, a pull request and a tag', async () => {
    const { github } = world;
    const [, file = ''] = /```yaml\n([\s\S]*?)```/.exec(await readFile('README.md', 'utf8')) ?? [];
    expect(file).toContain('pipelines:');
    // An account of its own, because the app writes only so much a minute for one.
    const repository = 'readme/shop';
    await github.createRepository({
      repository,
      files: { '.argo-events.yaml': file, '.argo/ci.yaml': workflow('dag-succeeded') },
    });
    await github.installApp({ account: 'readme' });
    const checkOn = (sha: string, name: string) =>
      github.waitForCheckRun(
        (each) => each.headSha === sha && each.name === name && each.status === 'completed',
        60_000,
      );
    const runOf = async ({ externalId }: { externalId: string }) => {
      const path = `/apis/argoproj.io/v1alpha1/namespaces/ci/workflows/${externalId.split('/')[1]}`;
      return z.object({ spec: z.looseObject({}) }).parse(await server.call({ method: 'GET', path })).spec;
    };

    const { after } = await github.push({ repository, files: { 'src/cart.js': '1' } });
    const pushed = await checkOn(after, 'ci');
    expect(pushed).toMatchObject({ conclusion: 'success' });
    expect(await runOf(pushed)).toMatchObject({ activeDeadlineSeconds: 1200 });

    const proposed = await github.push({ repository, branch: 'rebate', files: { 'src/cart.js': '2' } });
    await github.openPullRequest({ repository, head: 'rebate' });
    expect(await checkOn(proposed.after, 'ci')).toMatchObject({ conclusion: 'success' });

    const unseen = await github.push({ repository, files: { 'src/notes.md': '3' } });
    await github.createTag({ repository, tag: 'v1.2.0', target: unseen.after });
    // Whose template has no recording that could be played.
    const released = await github.waitForCheckRun(
      (each) => each.headSha === unseen.after && each.name === 'release',
      60_000,
    );
    expect(await runOf(released)).toMatchObject({
      workflowTemplateRef: { name: 'release' },
      arguments: { parameters: expect.arrayContaining([{ name: 'version', value: 'v1.2.0' }]) },
    });
    expect(await checkOn(unseen.after, 'ci')).toMatchObject({ conclusion: 'skipped' });
  });

  it('asks for nothing that its Role does not give, and for everything that it does', async () => {
    const rules = await readRole();
    const given = rules.flatMap(({ apiGroups, resources, verbs }) =>
      resources.flatMap((resource) =>
        verbs.map((verb) => `${verb} ${[String([apiGroups].flat()[0] ?? ''), resource].filter(Boolean).join('/')}`),
      ),
    );
    expect(server.requestsOf(world.account)).toEqual(given.toSorted());
  });
});
