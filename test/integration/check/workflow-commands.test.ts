import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commands } from '../../../src/cli/commands.ts';
import { runCommand } from '../../../src/cli/run-command.ts';
import { makeGate } from '../../world/make-gate.ts';
import { oneStep } from '../../world/one-step.ts';
import { argumentsOf, concludedCheck, expectChecks, released, workflowOf } from '../../world/read-run.ts';
import { namespace } from '../../world/start-surroundings.ts';
import { startWorld, type World } from '../../world/start-world.ts';

let world: World;
let directory: string;

beforeAll(async () => {
  world = await startWorld();
  directory = await mkdtemp(join(tmpdir(), 'commands-'));
});

afterAll(async () => {
  await world.close();
  await rm(directory, { recursive: true, force: true });
});

async function type(...args: string[]) {
  const out: string[] = [];
  const complained: string[] = [];
  const code = await runCommand(args, commands, {
    write: (text) => void out.push(text),
    complain: (text) => void complained.push(text),
    readFile: (path) => readFile(path, 'utf8'),
    environment: { KUBECONFIG: world.environment.KUBECONFIG },
    now: Date.now,
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, Math.min(ms, 100))),
  });
  return { code, out: out.join(''), complained: complained.join('') };
}

/** A run of the app that fails at once, or waits at a gate. */
async function startRun(command: string) {
  const repository = await world.addRepository({
    '.argo-events.yaml': 'pipelines: { ci: { on: push, workflow: .argo/ci.yaml } }\n',
    '.argo/ci.yaml': oneStep(command, ['revision']),
  });
  const { after } = await world.github.push({ repository, files: { a: 'a' } });
  return { repository, sha: after };
}

function nameOf(check: { externalId: string }): string {
  return check.externalId.split('/').slice(0, 2).join('/');
}

describe('argo-events-app resubmit', () => {
  it('makes a run of the app once more, as the next attempt with a check of its own', async () => {
    const { sha } = await startRun('exit 3');
    const first = await concludedCheck(world, sha, 'ci');
    const said = await type('resubmit', nameOf(first));
    expect(said).toMatchObject({ code: 0, out: expect.stringMatching(/^ci\/\S+ is attempt 2 of ci\/\S+\n$/) });
    const second = await world.github.waitForCheckRun(
      (each) => each.headSha === sha && each.id !== first.id && each.status === 'completed',
      20_000,
    );
    expect(second).toMatchObject({ name: 'ci', conclusion: 'failure' });
    expect(second.externalId).toMatch(/^ci\/[^/]+\/2\//);
    expect(nameOf(second)).not.toBe(nameOf(first));
    expect(argumentsOf(world, second)).toEqual({ revision: sha });
    expect(`${second.summary}`).toContain('asked for on the Workflow itself');

    // Whatever made the earlier attempts, a press makes the next one.
    await world.github.rerunCheckRun({ id: second.id });
    const third = await world.github.waitForCheckRun(
      (each) => each.headSha === sha && each.id > second.id && each.status === 'completed',
      20_000,
    );
    expect(third.externalId).toMatch(/^ci\/[^/]+\/3\//);
  });

  it('is answered also by an app that was away, once', async () => {
    const { repository, sha } = await startRun('exit 3');
    const first = await concludedCheck(world, sha, 'ci');
    await released(world, workflowOf(world, first));
    await world.stopApp();
    const typed = type('resubmit', nameOf(first));
    await world.startApp();
    expect(await typed).toMatchObject({ code: 0, out: expect.stringContaining('is attempt 2 of') });
    await world.github.waitForCheckRun(
      (each) => each.headSha === sha && each.id !== first.id && each.status === 'completed',
      20_000,
    );
    await world.stopApp();
    await world.startApp();
    await world.settle();
    await expectChecks(world, { repository, sha }, ['ci: failure', 'ci: failure']);
  });

  it('leaves one alone that still runs', async () => {
    const gate = await makeGate(world.directory);
    const { sha } = await startRun(gate.pass);
    const running = await world.github.waitForCheckRun(
      (each) => each.headSha === sha && each.status === 'in_progress',
      20_000,
    );
    expect(await type('resubmit', nameOf(running))).toMatchObject({
      code: 1,
      complained: expect.stringContaining('workflow.under-way'),
    });
    await gate.open();
    await concludedCheck(world, sha, 'ci');
  });

  it('copies a Workflow that is not the app’s', async () => {
    const file = join(directory, 'own.yaml');
    await writeFile(file, oneStep('true', ['colour']));
    const submitted = await type('submit', '-n', namespace, file, '-p', 'colour=red');
    expect(submitted.code).toBe(0);
    const [name = ''] = submitted.out.split(' ');
    const again = await type('resubmit', name, '-p', 'colour=blue');
    expect(again.code).toBe(0);
    const [copy = ''] = again.out.split(' ');
    expect(copy).not.toBe(name);
    expect(argumentsOf(world, { externalId: `${copy}/1/x` } as never)).toEqual({ colour: 'blue' });
  });
});

describe('a run that is ended from the command line', () => {
  it.each([
    ['stop', 'Stopped from the command line'],
    ['terminate', 'Terminated from the command line'],
  ])('by %s says so in its check', async (operation, because) => {
    const gate = await makeGate(world.directory);
    const { sha } = await startRun(gate.pass);
    const running = await world.github.waitForCheckRun(
      (each) => each.headSha === sha && each.status === 'in_progress',
      20_000,
    );
    expect(await type(operation, nameOf(running))).toMatchObject({ code: 0 });
    const check = await concludedCheck(world, sha, 'ci');
    expect(check.conclusion).toBe('cancelled');
    expect(`${check.title}${check.summary}`).toContain(because);
    expect(await type(operation, nameOf(running))).toMatchObject({ code: expect.any(Number) });
  });

  it('can be suspended and resumed', async () => {
    const gate = await makeGate(world.directory);
    const { sha } = await startRun(gate.pass);
    const running = await world.github.waitForCheckRun(
      (each) => each.headSha === sha && each.status === 'in_progress',
      20_000,
    );
    expect(await type('suspend', nameOf(running))).toMatchObject({ code: 0 });
    expect(workflowOf(world, running).spec).toMatchObject({ suspend: true });
    expect(await type('resume', nameOf(running))).toMatchObject({ code: 0 });
    expect(workflowOf(world, running).spec).not.toHaveProperty('suspend');
    await gate.open();
    expect((await concludedCheck(world, sha, 'ci')).conclusion).toBe('success');
    expect(await type('suspend', nameOf(running))).toMatchObject({
      code: 1,
      complained: expect.stringContaining('trigger.workflow-ended'),
    });
  });
});

describe('argo-events-app retry', () => {
  it('asks Argo’s API, with the person’s own credentials', async () => {
    const asked: { method: string | undefined; url: string | undefined; authorization: string; body: unknown }[] = [];
    const argo = createServer(async (request, response) => {
      const { method, url, headers } = request;
      asked.push({ method, url, authorization: headers.authorization ?? '', body: await json(request) });
      response.end('{}');
    });
    await once(argo.listen(0, '127.0.0.1'), 'listening');
    const server = `http://127.0.0.1:${(argo.address() as AddressInfo).port}`;
    try {
      const { sha } = await startRun('exit 3');
      const name = nameOf(await concludedCheck(world, sha, 'ci'));
      const [, short = ''] = name.split('/');
      const said = await type('retry', name, '--argo-server', server, '-p', 'a=b', '--restart-successful');
      expect(said).toMatchObject({ code: 0, out: expect.stringContaining('run again') });
      expect(asked).toEqual([
        {
          method: 'PUT',
          url: `/api/v1/workflows/ci/${short}/retry`,
          authorization: `Bearer ${world.cluster.token}`,
          body: { namespace: 'ci', name: short, restartSuccessful: true, parameters: ['a=b'] },
        },
      ]);
    } finally {
      argo.close();
    }
  });
});

describe('argo-events-app submit', () => {
  const own = { apiVersion: 'argoproj.io/v1alpha1', metadata: { namespace, name: 'paint' } };
  const spec = {
    entrypoint: 'main',
    arguments: { parameters: [{ name: 'colour', value: 'green' }] },
    templates: [{ name: 'main', container: { image: 'busybox', command: ['true'] } }],
  };

  it.each<[string, object, object]>([
    ['workflowtemplate', { ...own, kind: 'WorkflowTemplate', spec }, { workflowTemplateRef: { name: 'paint' } }],
    [
      'cronworkflow',
      { ...own, kind: 'CronWorkflow', spec: { schedules: ['0 9 * * *'], workflowSpec: spec } },
      { entrypoint: 'main' },
    ],
  ])('makes a Workflow of a %s', async (kind, object, expected) => {
    world.cluster.create(object);
    const said = await type('submit', '-n', namespace, '--from', `${kind}/paint`, '-p', 'colour=red');
    expect(said).toMatchObject({ code: 0 });
    const [place = ''] = said.out.split(' ');
    const run = workflowOf(world, { externalId: `${place}/1/x` } as never);
    expect(run.metadata.name).toMatch(/^paint-/);
    expect(run.spec).toMatchObject({ ...expected, arguments: { parameters: [{ name: 'colour', value: 'red' }] } });
  });
});

describe('what cannot be done from the command line', () => {
  it.each<[string, string[], number, string]>([
    ['a Workflow that is not there', ['stop', 'ci/none'], 1, 'workflow.not-done'],
    ['a retry without Argo’s API', ['retry', 'ci/none'], 1, 'workflow.needs-argo-server'],
    ['a name without a namespace', ['stop', 'none'], 2, 'NAMESPACE/NAME'],
    ['a namespace that is a path', ['stop', '../x/y'], 2, 'NAMESPACE/NAME'],
    ['nothing to submit', ['submit', '-n', 'ci'], 2, 'a file or --from'],
    ['a submission from elsewhere', ['submit', '-n', 'ci', '--from', 'pod/x'], 1, 'workflow.no-source'],
    ['a kubeconfig that is not there', ['stop', 'ci/none', '--kubeconfig', '/nowhere'], 2, 'cannot be reached'],
  ])('is said: %s', async (_what, args, code, text) => {
    expect(await type(...args)).toMatchObject({ code, complained: expect.stringContaining(text) });
  });
});
