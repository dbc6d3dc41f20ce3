import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Gate, makeGate } from '../../world/make-gate.ts';
import { oneStep } from '../../world/one-step.ts';
import { type Proposal, proposeFromFork } from '../../world/propose-from-fork.ts';
import { type Check, concludedCheck, runsOf, workflowOf } from '../../world/read-run.ts';
import { startWorld, type World } from '../../world/start-world.ts';

let world: World;
let base: Gate;
let other: Gate;

// Strangers' runs share the namespace with all others here, which is the harder case.
beforeAll(async () => {
  world = await startWorld({ policy: 'defaults: { secrets: ["*"], configMaps: ["*"] }\n' });
});

afterAll(() => world.close());

beforeEach(async () => {
  base = await makeGate(world.directory);
  other = await makeGate(world.directory);
});

function stateOf(sha: string, status: Check['status']): Promise<Check> {
  return world.github.waitForCheckRun(
    (each) => each.headSha === sha && each.status === status && each.conclusion !== 'action_required',
    20_000,
  );
}

/** A repository whose pushes and pull requests share a group, as far as their author could arrange that. */
async function addRepository(keys: string, workflow = oneStep(base.pass)): Promise<string> {
  const repository = await world.addRepository({
    '.argo-events.yaml': `pipelines: { ci: { on: [push, pull_request], workflow: .argo/ci.yaml, ${keys} } }\n`,
    '.argo/ci.yaml': workflow,
  });
  await world.github.setRole({ repository, login: 'ada', role: 'write' });
  return repository;
}

async function push(repository: string): Promise<string> {
  return (await world.github.push({ repository, files: { a: crypto.randomUUID() } })).after;
}

async function proposeAndApprove(repository: string, workflow: string): Promise<Proposal> {
  const proposal = await proposeFromFork(world, { repository, files: { '.argo/ci.yaml': workflow } });
  const { id } = await concludedCheck(world, proposal.sha, 'ci');
  await world.github.pressAction({ id, identifier: 'approve', sender: 'ada' });
  return proposal;
}

/** The run of an approved head, or why there is none. */
function afterApproval({ sha }: Proposal): Promise<Check> {
  const isNext = (each: Check) => each.headSha === sha && each.conclusion !== 'action_required';
  return world.github.waitForCheckRun((each) => isNext(each) && each.status === 'completed', 20_000);
}

describe("what a stranger's approved run shares with others", { timeout: 60_000 }, () => {
  it('is no group: it neither ends runs of the repository, nor those of another stranger', async () => {
    const repository = await addRepository('concurrency: { group: all, cancel-in-progress: true }');
    const own = await push(repository);
    await stateOf(own, 'in_progress');
    const first = await proposeAndApprove(repository, oneStep(other.pass));
    await stateOf(first.sha, 'in_progress');
    const second = await proposeAndApprove(repository, oneStep('true'));
    expect(await afterApproval(second)).toMatchObject({ conclusion: 'success' });

    await Promise.all([base.open(), other.open()]);
    expect(await concludedCheck(world, own)).toMatchObject({ conclusion: 'success' });
    expect(await afterApproval(first)).toMatchObject({ conclusion: 'success' });
  });

  it('is a group with its own newer commits', async () => {
    const repository = await addRepository('concurrency: { group: all, cancel-in-progress: true }');
    const { fork, author, sha } = await proposeAndApprove(repository, oneStep(other.pass));
    await stateOf(sha, 'in_progress');
    const files = { '.argo/ci.yaml': oneStep('true') };
    const { after } = await world.github.push({ repository: fork, branch: 'gift', files, sender: author });
    const { id } = await concludedCheck(world, after, 'ci');
    await world.github.pressAction({ id, identifier: 'approve', sender: 'ada' });
    expect(await stateOf(sha, 'completed')).toMatchObject({ conclusion: 'cancelled' });
    expect(await stateOf(after, 'completed')).toMatchObject({ conclusion: 'success' });
  });

  it.each([1, 2])('is no limit of %i: it does not wait for runs of the repository', async (limit) => {
    const repository = await addRepository(`concurrency: { group: all, limit: ${limit} }`);
    const gates = await Promise.all(Array.from({ length: limit }, () => makeGate(world.directory)));
    const held: string[] = [];
    for (const { pass } of gates) {
      const files = { '.argo/ci.yaml': oneStep(pass) };
      held.push((await world.github.push({ repository, files })).after);
    }
    for (const sha of held) await stateOf(sha, 'in_progress');
    const proposal = await proposeAndApprove(repository, oneStep('true'));
    expect(await afterApproval(proposal)).toMatchObject({ conclusion: 'success' });
    for (const { open } of gates) await open();
    for (const sha of held) expect(await concludedCheck(world, sha)).toMatchObject({ conclusion: 'success' });
  });

  it('is no lock that its workflow names, whatever name it guesses', async () => {
    const repository = await addRepository('timeout: 1h', withMutex(oneStep(base.pass), 'deploy'));
    const own = await push(repository);
    const held = await stateOf(own, 'in_progress');
    const [taken = ''] = mutexesOf(held);
    expect(taken).toMatch(/^[0-9a-f]{12}-deploy$/);
    for (const name of ['deploy', taken]) {
      const check = await afterApproval(await proposeAndApprove(repository, withMutex(oneStep('true'), name)));
      expect(check).toMatchObject({ conclusion: 'success' });
      expect(mutexesOf(check)).not.toContain(taken);
    }
    await base.open();
    expect(await concludedCheck(world, own)).toMatchObject({ conclusion: 'success' });
  });

  it('is no label that would make its run count as another’s', async () => {
    const repository = await addRepository('concurrency: { group: all, cancel-in-progress: true }');
    const own = await push(repository);
    const { labels } = workflowOf(world, await stateOf(own, 'in_progress')).metadata;
    const forged = JSON.parse(oneStep('true'));
    forged.metadata.labels = labels;
    const proposal = await proposeAndApprove(repository, JSON.stringify(forged));
    expect(await afterApproval(proposal)).toMatchObject({ conclusion: 'failure' });
    expect(await runsOf(world, { repository, sha: proposal.sha })).toEqual([]);
    await base.open();
    expect(await concludedCheck(world, own)).toMatchObject({ conclusion: 'success' });
  });
});

describe("the token of a stranger's approved run", { timeout: 60_000 }, () => {
  const reference = '{{workflow.parameters.git-auth-secret}}';

  it('reads the base repository alone and changes nothing', async () => {
    const elsewhere = await world.addRepository({ 'secret.txt': 'x' });
    const repository = await addRepository('timeout: 1h', oneStep('true'));
    const check = await afterApproval(await proposeAndApprove(repository, mounting(reference, 'test -s /git/token')));
    expect(check).toMatchObject({ conclusion: 'success' });
    const { name, namespace } = workflowOf(world, check).metadata;
    const token = tokenIn(namespace, name);
    expect(await ask(token, `/repos/${repository}/contents/README.md`)).toBe(200);
    expect(await ask(token, `/repos/${elsewhere}/contents/secret.txt`)).toBe(404);
    const head = (await world.github.getRepository({ repository })).sha;
    expect(await ask(token, `/repos/${repository}/check-runs`, { name: 'forged', head_sha: head })).toBe(403);
  });

  it('is the only Secret that it may read: not that of another run, however it is named', async () => {
    const repository = await addRepository('timeout: 1h', mounting(reference, base.pass));
    const own = await push(repository);
    const { name } = workflowOf(world, await stateOf(own, 'in_progress')).metadata;
    const wanted = [name, 'registry', `{{=sprig.trim('${name}')}}`, `${reference}x`];
    for (const secret of wanted) {
      const proposal = await proposeAndApprove(repository, mounting(secret, 'cat /git/token'));
      const check = await afterApproval(proposal);
      expect(check, secret).toMatchObject({ conclusion: 'failure' });
      expect(check.summary, secret).toContain('policy.');
      expect(await runsOf(world, { repository, sha: proposal.sha }), secret).toEqual([]);
    }
    await base.open();
    expect(await concludedCheck(world, own)).toMatchObject({ conclusion: 'success' });
  });
});

function withMutex(workflow: string, name: string): string {
  const { spec, ...rest } = JSON.parse(workflow);
  return JSON.stringify({ ...rest, spec: { ...spec, synchronization: { mutexes: [{ name }] } } });
}

const locks = z.looseObject({ mutexes: z.array(z.looseObject({ name: z.string() })) });

function mutexesOf(check: Check): string[] {
  return locks.parse(workflowOf(world, check).spec.synchronization).mutexes.map(({ name }) => name);
}

/** A Workflow of one step that sees this Secret below `/git`. */
function mounting(secretName: string, script: string): string {
  const { spec, ...rest } = JSON.parse(oneStep(script, ['git-auth-secret']));
  spec.templates[0].container.volumeMounts = [{ name: 'git', mountPath: '/git' }];
  return JSON.stringify({ ...rest, spec: { ...spec, volumes: [{ name: 'git', secret: { secretName } }] } });
}

const secretShape = z.looseObject({ data: z.looseObject({ token: z.string() }) });

function tokenIn(namespace: string, name: string): string {
  return Buffer.from(secretShape.parse(world.cluster.get('secrets', namespace, name)).data.token, 'base64').toString();
}

/** What GitHub answers to whoever has the token. */
async function ask(token: string, path: string, body?: object): Promise<number> {
  const answer = await fetch(`http://${world.github.host}/api/v3${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `token ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  await answer.text();
  return answer.status;
}
