import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportFinalizer } from '../../../src/kubernetes/labels.ts';
import type { Check } from '../../world/read-run.ts';
import { type ApiServer, startApiServer } from '../cluster/start-api-server.ts';
import { recordingLabel } from './play-recordings.ts';
import { type RealWorld, startRealWorld } from './start-real-world.ts';

const started = await startApiServer();
if (!started.ok) console.warn(`SKIPPED, no real API server: ${started.reason}`);

interface Run {
  metadata: { name: string; namespace: string; finalizers?: string[]; labels?: Record<string, string> };
  spec: { shutdown?: string; serviceAccountName?: string };
  status?: object;
}

/** A Workflow that ends as recorded, or one that no controller looks at. */
function workflow(recording?: string): string {
  const labels = recording === undefined ? {} : { labels: { [recordingLabel]: recording } };
  return JSON.stringify({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Workflow',
    metadata: { generateName: 'ci-', ...labels },
    spec: {
      entrypoint: 'main',
      templates: [{ name: 'main', container: { image: 'alpine:3.22', command: ['true'] } }],
    },
  });
}

const files = {
  '.argo-events.yaml': [
    'pipelines:',
    '  ci: { on: [push, pull_request], workflow: .argo/ci.yaml }',
    '  long: { on: { push: { branches: [long] } }, workflow: .argo/long.yaml }',
  ].join('\n'),
  '.argo/ci.yaml': workflow('dag-succeeded'),
  '.argo/long.yaml': workflow(),
};

describe.skipIf(!started.ok)('what people ask for, on a real API server', { timeout: 120_000 }, () => {
  let server: ApiServer;
  let world: RealWorld;

  beforeAll(async () => {
    if (!started.ok) throw new Error(started.reason);
    server = started.server;
    world = await startRealWorld(server, {
      files,
      namespaces: ['ci-untrusted'],
      policy: 'untrusted: { namespace: ci-untrusted, serviceAccount: nobody }\n',
    });
    await world.github.setRole({ repository: world.repository, login: 'ada', role: 'write' });
  });

  afterAll(async () => {
    await world?.stop();
    await server?.stop();
  });

  async function runOf({ externalId }: Check): Promise<Run> {
    const [namespace = '', name = ''] = externalId.split('/');
    return (await server.call({ method: 'GET', path: pathOf(namespace, name) })) as Run;
  }

  /** What the controller would write; the labels are its own, too. */
  async function play({ metadata: { namespace, name } }: Run, phase: string, isCompleted: boolean): Promise<void> {
    const at = new Date().toISOString().replace(/\.\d+/, '');
    const times = { startedAt: at, ...(isCompleted ? { finishedAt: at } : {}) };
    const labels = { 'workflows.argoproj.io/phase': phase, 'workflows.argoproj.io/completed': String(isCompleted) };
    const merge = { metadata: { labels }, status: { phase, ...times } };
    await server.call({ method: 'PATCH', path: pathOf(namespace, name), merge });
  }

  async function until(check: Check, isRight: (run: Run) => boolean): Promise<Run> {
    for (;;) {
      const run = await runOf(check);
      if (isRight(run)) return run;
      await wait(50);
    }
  }

  function checkWhere(isMeant: (check: Check) => boolean): Promise<Check> {
    return world.github.waitForCheckRun(isMeant, 60_000);
  }

  /** A run that a controller has begun and does not end. */
  async function beginLong(): Promise<{ check: Check; sha: string }> {
    const { github, repository } = world;
    const { after: sha } = await github.push({ repository, branch: 'long', files: { 'a.txt': crypto.randomUUID() } });
    const queued = await checkWhere((each) => each.headSha === sha && each.name === 'long');
    await play(await runOf(queued), 'Running', false);
    const check = await checkWhere((each) => each.id === queued.id && each.status === 'in_progress');
    return { check, sha };
  }

  it('runs a stranger’s pull request once it is approved, among the untrusted', async () => {
    const { github, repository } = world;
    await github.forkRepository({ repository, owner: 'mallory' });
    const fork = 'mallory/shop';
    const gift = { files: { 'gift.txt': 'g' }, branch: 'gift', sender: 'mallory' };
    const { after } = await github.push({ repository: fork, ...gift });
    await github.openPullRequest({ repository, head: 'mallory:gift', author: 'mallory' });
    const waiting = await checkWhere((each) => each.headSha === after && each.conclusion === 'action_required');
    await github.pressAction({ id: waiting.id, identifier: 'approve', sender: 'ada' });
    const check = await checkWhere((each) => each.headSha === after && each.conclusion === 'success');
    const run = await runOf(check);
    expect(run.metadata.namespace).toBe('ci-untrusted');
    expect(run.spec.serviceAccountName).toBe('nobody');
  });

  it('ends a run by the button, and says so once the controller has', async () => {
    const { check } = await beginLong();
    await world.github.pressAction({ id: check.id, identifier: 'cancel', sender: 'ada' });
    const stopped = await until(check, ({ spec }) => spec.shutdown !== undefined);
    await play(stopped, 'Failed', true);
    const ended = await checkWhere((each) => each.id === check.id && each.status === 'completed');
    expect(ended.conclusion).toBe('cancelled');
    await until(check, ({ metadata }) => !(metadata.finalizers ?? []).includes(reportFinalizer));
  });

  it('repeats a check as another Workflow', async () => {
    const { github, repository } = world;
    const { after } = await github.push({ repository, files: { 'b.txt': 'b' } });
    const first = await checkWhere((each) => each.headSha === after && each.conclusion === 'success');
    await github.rerunCheckRun({ id: first.id, sender: 'ada' });
    const again = await checkWhere((each) => each.headSha === after && each.id > first.id && each.conclusion !== null);
    expect(again).toMatchObject({ name: 'ci', conclusion: 'success' });
    expect((await runOf(again)).metadata.name).not.toBe((await runOf(first)).metadata.name);
  });

  // The last: there is no installation afterwards.
  it('leaves nothing that waits for it when the App is uninstalled', async () => {
    const { check } = await beginLong();
    await world.github.uninstallApp({ installation: world.installation });
    const left = await until(check, ({ metadata }) => !(metadata.finalizers ?? []).includes(reportFinalizer));
    expect(left.spec.shutdown).toBeDefined();
  });
});

function pathOf(namespace: string, name: string): string {
  return `/apis/argoproj.io/v1alpha1/namespaces/${namespace}/workflows/${name}`;
}
