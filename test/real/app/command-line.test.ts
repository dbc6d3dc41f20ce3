import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { oneStep } from '../../world/one-step.ts';
import { typeCommand } from '../../world/type-command.ts';
import { type ApiServer, startApiServer } from '../cluster/start-api-server.ts';
import { type RealWorld, startRealWorld } from './start-real-world.ts';

const started = await startApiServer();
if (!started.ok) console.warn(`SKIPPED, no real API server: ${started.reason}`);

const path = '/apis/argoproj.io/v1alpha1/namespaces/ci';
const workflow = z.looseObject({
  metadata: z.looseObject({
    name: z.string(),
    labels: z.record(z.string(), z.string()).default({}),
    annotations: z.record(z.string(), z.string()).default({}),
  }),
  spec: z.looseObject({ shutdown: z.string().optional(), suspend: z.boolean().optional() }),
});

/** What a person needs for all of it. */
const rules = [
  { apiGroups: ['argoproj.io'], resources: ['workflows'], verbs: ['get', 'create', 'patch'] },
  { apiGroups: ['argoproj.io'], resources: ['workflowtemplates', 'cronworkflows'], verbs: ['get'] },
];

const spec = {
  entrypoint: 'main',
  arguments: { parameters: [{ name: 'colour', value: 'green' }] },
  templates: [{ name: 'main', container: { image: 'busybox', command: ['true'] } }],
};

describe.skipIf(!started.ok)('the command line on a real API server', () => {
  const directory = mkdtempSync(join(tmpdir(), 'command-line-'));
  const file = join(directory, 'paint.yaml');
  let server: ApiServer;
  let world: RealWorld;
  let kubeconfig: string;

  beforeAll(async () => {
    if (!started.ok) throw new Error(started.reason);
    server = started.server;
    world = await startRealWorld(server, {
      files: {
        '.argo-events.yaml': 'pipelines: { ci: { on: push, workflow: .argo/ci.yaml } }\n',
        '.argo/ci.yaml': oneStep('true', ['revision']),
      },
    });
    kubeconfig = server.kubeconfigFor('person', await server.addServiceAccount('ci', 'person', rules));
    writeFileSync(file, oneStep('true', ['colour']));
    const metadata = { name: 'paint', namespace: 'ci' };
    const apiVersion = 'argoproj.io/v1alpha1';
    for (const [plural, body] of [
      ['workflowtemplates', { apiVersion, kind: 'WorkflowTemplate', metadata, spec }],
      [
        'cronworkflows',
        { apiVersion, kind: 'CronWorkflow', metadata, spec: { schedules: ['0 9 * * *'], workflowSpec: spec } },
      ],
    ] as const) {
      await server.call({ method: 'POST', path: `${path}/${plural}`, body });
    }
  }, 180_000);

  afterAll(async () => {
    await world?.stop();
    await server?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  const say = (...args: string[]) => typeCommand({ KUBECONFIG: kubeconfig }, ...args);
  const read = async (name: string) =>
    workflow.parse(await server.call({ method: 'GET', path: `${path}/workflows/${name}` }));

  async function submit(...args: string[]): Promise<string> {
    const said = await say('submit', '-n', 'ci', ...args);
    expect(said).toMatchObject({ code: 0, complained: '' });
    return said.out.split(/[/ ]/)[1] ?? '';
  }

  /** As the controller does. */
  async function setPhase(name: string, phase: 'Running' | 'Failed'): Promise<void> {
    const startedAt = new Date().toISOString().replace(/\.\d+/, '');
    const isOver = phase === 'Failed';
    const labels = { 'workflows.argoproj.io/phase': phase, 'workflows.argoproj.io/completed': String(isOver) };
    const status = { phase, startedAt, ...(isOver ? { finishedAt: startedAt } : {}) };
    await server.call({ method: 'PATCH', path: `${path}/workflows/${name}`, merge: { metadata: { labels }, status } });
  }

  it('submits a file, a template and a CronWorkflow, whose controller does not count it', async () => {
    const made = [
      await submit(file, '-p', 'colour=red'),
      await submit('--from', 'workflowtemplate/paint', '-p', 'colour=red'),
      await submit('--from', 'cronworkflow/paint', '-p', 'colour=red'),
    ];
    for (const name of made) {
      const { spec: live, metadata } = await read(name);
      expect(live).toMatchObject({ arguments: { parameters: [{ name: 'colour', value: 'red' }] } });
      expect(metadata.labels).not.toHaveProperty(['workflows.argoproj.io/cron-workflow']);
    }
  });

  it('suspends, resumes, stops and terminates', async () => {
    const name = await submit(file, '-p', 'colour=red');
    await setPhase(name, 'Running');
    expect(await say('suspend', `ci/${name}`)).toMatchObject({ code: 0 });
    expect((await read(name)).spec.suspend).toBe(true);
    expect(await say('resume', `ci/${name}`)).toMatchObject({ code: 0 });
    expect((await read(name)).spec.suspend).toBeUndefined();
    expect(await say('stop', `ci/${name}`)).toMatchObject({ code: 0 });
    expect((await read(name)).spec.shutdown).toBe('Stop');
    expect(await say('terminate', `ci/${name}`)).toMatchObject({ code: 0 });
    expect((await read(name)).spec.shutdown).toBe('Terminate');
    await setPhase(name, 'Failed');
    expect(await say('suspend', `ci/${name}`)).toMatchObject({ code: 1 });
  });

  it('resubmits a Workflow of its own, and says that a retry needs Argo’s API', async () => {
    const name = await submit(file, '-p', 'colour=red');
    await setPhase(name, 'Failed');
    const said = await say('resubmit', `ci/${name}`, '-p', 'colour=blue');
    expect(said).toMatchObject({ code: 0 });
    const copy = said.out.split(/[/ ]/)[1] ?? '';
    expect(copy).not.toBe(name);
    expect((await read(copy)).spec).toMatchObject({ arguments: { parameters: [{ name: 'colour', value: 'blue' }] } });
    expect((await say('retry', `ci/${name}`)).complained).toContain('workflow.needs-argo-server');
  });

  it('resubmits a run of the app as its next attempt, with a check of its own', async () => {
    const { github, repository } = world;
    const { after } = await github.push({ repository, files: { a: 'a' } });
    const first = await github.waitForCheckRun((each) => each.headSha === after && each.name === 'ci', 60_000);
    const [, name = ''] = first.externalId.split('/');
    await setPhase(name, 'Failed');
    await github.waitForCheckRun((each) => each.id === first.id && each.conclusion === 'failure', 60_000);
    const said = await say('resubmit', `ci/${name}`);
    expect(said).toMatchObject({ code: 0, out: expect.stringMatching(/^ci\/\S+ is attempt 2 of ci\/\S+\n$/) });
    const second = await github.waitForCheckRun((each) => each.headSha === after && each.id > first.id, 60_000);
    expect(second.externalId).toMatch(/^ci\/[^/]+\/2\//);
  });

  it('does what the cluster lets the person do, and nothing else', async () => {
    const name = await submit(file, '-p', 'colour=red');
    const token = await server.addServiceAccount('ci', 'reader', [{ ...rules[0], verbs: ['get'] }]);
    const environment = { KUBECONFIG: server.kubeconfigFor('reader', token) };
    for (const args of [
      ['submit', '-n', 'ci', file, '-p', 'colour=red'],
      ['terminate', `ci/${name}`],
    ]) {
      const said = await typeCommand(environment, ...args);
      expect(said).toMatchObject({ code: 1, complained: expect.stringContaining('workflow.not-done') });
      expect(said.complained).not.toContain(token);
    }
    expect((await read(name)).spec.shutdown).toBeUndefined();
  });
});
