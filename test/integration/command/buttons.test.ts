import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { annotations } from '../../../src/kubernetes/labels.ts';
import { makeGate } from '../../world/make-gate.ts';
import { oneStep } from '../../world/one-step.ts';
import { type Check, concludedCheck, expectChecks, runsOf, workflowOf } from '../../world/read-run.ts';
import { startWorld, type World } from '../../world/start-world.ts';

let world: World;
let argo: Server;
/** What was asked of Argo's API, as `METHOD path`. */
const asked: string[] = [];

beforeAll(async () => {
  argo = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const [, , , , namespace = '', name = ''] = (request.url ?? '').split('/');
    const workflow = world.cluster.get('workflows', namespace, name);
    // As Argo's server leaves it: to be looked at anew by the controller.
    const labels = { ...workflow?.metadata.labels, 'workflows.argoproj.io/completed': 'false' };
    const { status: _ended, ...rest } = { ...workflow };
    world.cluster.replace({ ...rest, metadata: { ...workflow?.metadata, labels } });
    response.setHeader('content-type', 'application/json').end('{}');
  });
  await new Promise<void>((resolve) => argo.listen(0, '127.0.0.1', resolve));
  const address = argo.address();
  const port = typeof address === 'object' ? address?.port : 0;
  world = await startWorld({ environment: { ARGO_SERVER_URL: `http://127.0.0.1:${port}` } });
});

afterAll(async () => {
  await world.close();
  argo.close();
});

async function pushTo(workflow: string): Promise<{ repository: string; sha: string }> {
  const repository = await world.addRepository({
    '.argo-events.yaml': 'pipelines: { ci: { on: push, workflow: .argo/ci.yaml } }',
    '.argo/ci.yaml': workflow,
  });
  await world.github.setRole({ repository, login: 'ada', role: 'write' });
  const { after: sha } = await world.github.push({ repository, files: { a: 'a' } });
  return { repository, sha };
}

function running(sha: string): Promise<Check> {
  return world.github.waitForCheckRun((each) => each.headSha === sha && each.status === 'in_progress', 20_000);
}

function told(check: Check, code: string): Promise<Check> {
  return world.github.waitForCheckRun((each) => each.id === check.id && each.summary?.includes(code) === true, 20_000);
}

describe('the button Cancel', () => {
  it('ends the run, and its check says who pressed it', async () => {
    const gate = await makeGate(world.directory);
    const { sha } = await pushTo(oneStep(gate.pass));
    const check = await running(sha);
    expect(check.actions).toMatchObject([{ identifier: 'cancel' }]);
    await world.github.pressAction({ id: check.id, identifier: 'cancel', sender: 'ada' });
    const ended = await concludedCheck(world, sha);
    expect(ended).toMatchObject({ id: check.id, conclusion: 'cancelled' });
    expect(workflowOf(world, ended).metadata.annotations[annotations.endedBecause]).toBe('Cancelled by @ada');
  });

  it('does nothing for somebody who may not', async () => {
    const gate = await makeGate(world.directory);
    const { sha } = await pushTo(oneStep(gate.pass));
    const check = await running(sha);
    await world.github.pressAction({ id: check.id, identifier: 'cancel', sender: 'eve' });
    await world.settle();
    await gate.open();
    const ended = await concludedCheck(world, sha);
    expect(ended).toMatchObject({ id: check.id, conclusion: 'success' });
    expect(ended.summary).toContain('@\u200beve asked for a cancellation');
  });

  it('leaves alone what has ended', async () => {
    const { sha } = await pushTo(oneStep('true'));
    const check = await concludedCheck(world, sha);
    await world.github.pressAction({ id: check.id, identifier: 'cancel', sender: 'ada', forged: true });
    await world.settle();
    expect(workflowOf(world, check).spec).not.toHaveProperty('shutdown');
  });
});

describe('the button Retry failed steps', () => {
  it('has Argo retry the Workflow, which makes a new check of the same name', async () => {
    const { repository, sha } = await pushTo(oneStep('exit 3'));
    const check = await concludedCheck(world, sha);
    expect(check.actions).toMatchObject([{ identifier: 'retry-failed' }]);
    const { namespace, name } = workflowOf(world, check).metadata;
    asked.length = 0;
    await world.github.setDeliveryCopies({ copies: 2 });
    await world.github.pressAction({ id: check.id, identifier: 'retry-failed', sender: 'ada' });
    await world.github.setDeliveryCopies({ copies: 1 });
    await expectChecks(world, { repository, sha }, ['ci: failure', 'ci: failure']);
    expect(asked).toEqual([`PUT /api/v1/workflows/${namespace}/${name}/retry`]);
    expect(await runsOf(world, { repository })).toHaveLength(1);
  });

  it('is refused where nothing failed', async () => {
    const { sha } = await pushTo(oneStep('true'));
    const check = await concludedCheck(world, sha);
    await world.github.pressAction({ id: check.id, identifier: 'retry-failed', sender: 'ada', forged: true });
    expect((await told(check, 'command.retry-not-failed')).conclusion).toBe('success');
  });
});

describe('what is forged', () => {
  it.each(['approve', 'merge', '__proto__', 'x'.repeat(300)])('is refused: the button %s', async (identifier) => {
    const { repository, sha } = await pushTo(oneStep('exit 3'));
    const check = await concludedCheck(world, sha);
    await world.github.pressAction({ id: check.id, identifier, sender: 'ada', forged: true });
    const after = await world.github.waitForCheckRun((each) => each.id === check.id && each.summary !== check.summary);
    expect(after).toMatchObject({ conclusion: 'failure', title: check.title });
    expect(await runsOf(world, { repository })).toHaveLength(1);
  });

  it('is ignored: a check of another App', async () => {
    const { repository, sha } = await pushTo(oneStep('exit 3'));
    const check = await concludedCheck(world, sha);
    await deliver(repository, check, { app: { id: 1 } });
    await world.settle();
    await expectChecks(world, { repository, sha }, ['ci: failure']);
  });

  it('runs nothing of its own: a check whose external id points at another repository’s run', async () => {
    const one = await pushTo(oneStep('exit 3'));
    // Another script: two equal commits of the same second have the same name.
    const other = await pushTo(oneStep('exit 4'));
    const victim = await concludedCheck(world, one.sha);
    const check = await concludedCheck(world, other.sha);
    await deliver(other.repository, check, { external_id: victim.externalId });
    await told(check, 'command.unknown-check');
    expect(await runsOf(world, { repository: one.repository })).toHaveLength(1);
    expect(await runsOf(world, { repository: other.repository })).toHaveLength(1);
  });

  it('is not believed: an identity that was not signed, or signed for another Workflow', async () => {
    const one = await pushTo(oneStep('exit 3'));
    const other = await pushTo(oneStep('exit 4'));
    const victim = workflowOf(world, await concludedCheck(world, one.sha));
    const check = await concludedCheck(world, other.sha);
    const { namespace, name } = workflowOf(world, check).metadata;
    const workflow = world.cluster.get('workflows', namespace, name);
    const copied = {
      ...workflow?.metadata.annotations,
      [annotations.identity]: victim.metadata.annotations[annotations.identity],
    };
    world.cluster.replace({
      ...workflow,
      metadata: { ...workflow?.metadata, annotations: copied },
      spec: { ...Object(workflow?.spec), arguments: { parameters: [{ name: 'stolen', value: 'x' }] } },
    });
    await world.github.rerunCheckRun({ id: check.id, sender: 'ada' });
    // The stored event repeats it, and what was put into the Workflow is not run.
    const next = await world.github.waitForCheckRun(
      (each) => each.headSha === other.sha && each.id > check.id && each.status === 'completed',
      20_000,
    );
    expect(next.summary).toContain(other.sha.slice(0, 12));
    expect(workflowOf(world, next).spec.arguments.parameters).toEqual([]);
    expect(await runsOf(world, { repository: one.repository })).toHaveLength(1);
  });
});

/** A press of re-run on this check, with some of its fields changed. */
async function deliver(repository: string, check: Check, changes: object): Promise<void> {
  const { id } = await world.github.getRepository({ repository });
  const [owner = '', name = ''] = repository.split('/');
  const shown = {
    id: check.id,
    name: check.name,
    head_sha: check.headSha,
    external_id: check.externalId,
    status: check.status,
    conclusion: check.conclusion,
    output: { title: check.title, summary: check.summary },
    app: { id: check.appId },
    ...changes,
  };
  const described = { id, name, full_name: repository, owner: { login: owner }, default_branch: 'main' };
  const sender = { login: 'ada', type: 'User' };
  const payload = { action: 'rerequested', check_run: shown, repository: described, sender };
  await world.github.deliver({ event: 'check_run', payload, installation: world.installation });
}
