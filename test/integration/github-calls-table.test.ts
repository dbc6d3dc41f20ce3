import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Calls, countCalls, extras, scenarios } from '../../scripts/github-calls/github-calls.ts';
import { type Gate, makeGate } from '../world/make-gate.ts';
import { oneStep } from '../world/one-step.ts';
import { proposeFromFork } from '../world/propose-from-fork.ts';
import { readCalls, subtractCalls } from '../world/read-calls.ts';
import { concludedCheck, released, workflowOf } from '../world/read-run.ts';
import { startWorld, type World } from '../world/start-world.ts';

type Act = () => Promise<unknown>;

const five = ['one', 'two', 'three', 'four', 'five'];

let world: World;
/** Each pipeline's run waits at a gate of its own. */
const gates = new Map<string, Gate>();

beforeAll(async () => {
  world = await startWorld();
  for (const name of ['ci', ...five]) gates.set(name, await makeGate(world.directory));
});

afterAll(() => world.close());

interface Wanted {
  names?: string[];
  /** Keys of each pipeline. */
  keys?: string;
  /** Of the workflow files. */
  directory?: string;
  /** Of each Workflow. */
  parameters?: string[];
}

function pass(name: string, parameters: string[]): string {
  return oneStep(gates.get(name)?.pass ?? 'true', parameters);
}

async function addRepository(wanted: Wanted = {}): Promise<string> {
  const { names = ['ci'], keys = 'on: push', directory = '.argo', parameters = [] } = wanted;
  const pipelines = names.map((name) => `  ${name}: { ${keys}, workflow: ${directory}/${name}.yaml }\n`).join('');
  const workflows = names.map((name) => [`${directory}/${name}.yaml`, pass(name, parameters)]);
  const repository = await world.addRepository({
    '.argo-events.yaml': `pipelines:\n${pipelines}`,
    ...Object.fromEntries(workflows),
  });
  await world.github.setRole({ repository, login: 'ada', role: 'write' });
  return repository;
}

async function push(repository: string, path = 'a', branch = 'main'): Promise<string> {
  return (await world.github.push({ repository, branch, files: { [path]: crypto.randomUUID() } })).after;
}

/** Lets each run be seen under way before it ends, so that each has its two writes. */
async function follow(sha: string, names = ['ci']): Promise<void> {
  for (const name of names) {
    await world.github.waitForCheckRun(
      (each) => each.headSha === sha && each.name === name && each.status === 'in_progress',
      20_000,
    );
  }
  for (const name of names) await gates.get(name)?.open();
  for (const name of names) {
    await world.github.waitForCheckRun(
      (each) => each.headSha === sha && each.name === name && each.conclusion === 'success',
      20_000,
    );
  }
}

/** A push whose runs are followed to their end. */
async function runs(wanted: Wanted = {}): Promise<Act> {
  const repository = await addRepository(wanted);
  return async () => follow(await push(repository), wanted.names);
}

async function propose() {
  const repository = await addRepository({ keys: 'on: pull_request' });
  return await proposeFromFork(world, { repository, files: { a: 'a' } });
}

/** What prepares each scenario; what it answers is measured. */
const acts: Record<keyof typeof scenarios, () => Promise<Act>> = {
  'a push with one run': () => runs(),
  'a push with five runs': () => runs({ names: five }),
  'a push that no pipeline names': async () => {
    const repository = await addRepository({ keys: 'on: release' });
    return () => push(repository);
  },
  'a pull request from a fork that waits for approval': async () => {
    const repository = await addRepository({ keys: 'on: pull_request' });
    return async () => {
      const { sha } = await proposeFromFork(world, { repository, files: { a: 'a' } });
      await concludedCheck(world, sha, 'ci');
    };
  },
  'the approval of it, and its run: the file as it is now, and the head’s `.argo/`': async () => {
    const { sha } = await propose();
    const { id } = await concludedCheck(world, sha, 'ci');
    return async () => {
      await world.github.pressAction({ id, identifier: 'approve', sender: 'ada' });
      await follow(sha);
    };
  },
  'a re-run of a check': async () => {
    const sha = await push(await addRepository());
    await follow(sha);
    const { id } = await concludedCheck(world, sha, 'ci');
    return async () => {
      await world.github.rerunCheckRun({ id, sender: 'ada' });
      await follow(sha);
    };
  },
  'a re-run of a check whose Workflow is gone, from the stored event': async () => {
    const sha = await push(await addRepository());
    await follow(sha);
    const check = await concludedCheck(world, sha, 'ci');
    const run = workflowOf(world, check);
    await released(world, run);
    world.cluster.remove('workflows', run.metadata.namespace, run.metadata.name);
    return async () => {
      await world.github.rerunCheckRun({ id: check.id, sender: 'ada' });
      await follow(sha);
    };
  },
  'a run by hand, beside three questions with the person’s own token and one as the App': async () => {
    const repository = await addRepository({ keys: 'on: manual' });
    const sha = await push(repository);
    await world.settle();
    const { token } = await world.github.createUserToken({ login: 'ada' });
    return async () => {
      await fetch(`http://127.0.0.1:${world.app().port}/api/v1/runs`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
        body: JSON.stringify({ repository, pipeline: 'ci', ref: 'main' }),
      });
      await follow(sha);
    };
  },
  'a comment that is no command': async () => {
    const repository = await addRepository();
    await follow(await push(repository));
    const { number } = await world.github.createIssue({ repository });
    return () => world.github.comment({ repository, number, body: 'Looks good.' });
  },
  'an event that nothing in the repository listens to': async () => {
    const repository = await addRepository();
    await follow(await push(repository));
    return () => world.github.dispatch({ repository, eventType: 'anything' });
  },
};

const oneRun: Calls = { files: 1, check: 1, change: 1 };

/** Likewise, and what would be asked without it. */
const extraActs: Record<keyof typeof extras, { without: Calls; prepare: () => Promise<Act> }> = {
  'the files of a push, for a pipeline with `paths` that would run otherwise': {
    without: oneRun,
    prepare: () => runs({ keys: 'on: push, paths: [a]' }),
  },
  'the files of a pull request, likewise, for each hundred of them': {
    without: { check: 1, change: 1 },
    async prepare() {
      const repository = await addRepository({ keys: 'on: pull_request, paths: [a]' });
      const sha = await push(repository, 'a', 'topic');
      await push(repository);
      return async () => {
        await world.github.openPullRequest({ repository, head: 'topic' });
        await follow(sha);
      };
    },
  },
  'a push to a pipeline that also has `pull_request` and would run': {
    without: oneRun,
    prepare: () => runs({ keys: 'on: [push, pull_request]' }),
  },
  'a pipeline that `paths` or `if` keeps out': {
    without: { files: 1 },
    async prepare() {
      const repository = await addRepository({ keys: 'on: push, if: github.branch == "other"' });
      return async () => concludedCheck(world, await push(repository), 'ci');
    },
  },
  'the same on a commit that no push brought before the app’s eyes, for all such pipelines together': {
    without: { files: 1, check: 1 },
    async prepare() {
      const { github } = world;
      const repository = await addRepository({ keys: 'on: [push, pull_request], if: github.sender == "nobody"' });
      await concludedCheck(world, await push(repository), 'ci');
      await github.setDeliveryCopies({ copies: 0 });
      const sha = await push(repository, 'a', 'topic');
      await github.setDeliveryCopies({ copies: 1 });
      return async () => {
        await github.openPullRequest({ repository, head: 'topic' });
        await concludedCheck(world, sha, 'ci');
      };
    },
  },
  'a workflow file outside `.argo/`': {
    without: oneRun,
    prepare: () => runs({ directory: 'ci' }),
  },
  'a run with `git-auth-secret`, once an hour for all runs of the repository': {
    without: oneRun,
    prepare: () => runs({ parameters: ['git-auth-secret'] }),
  },
  'the first event of another branch than the default one, once for a repository: its Sensors that join events': {
    without: oneRun,
    async prepare() {
      const repository = await addRepository();
      return async () => follow(await push(repository, 'a', 'topic'));
    },
  },
  'the first event that the default branch decides, once for a repository: what its file listens to': {
    without: {},
    async prepare() {
      const repository = await addRepository();
      return () => world.github.dispatch({ repository, eventType: 'anything' });
    },
  },
};

/** An app that was started anew has no token of the installation. */
async function measure(prepare: () => Promise<Act>, { isCold }: { isCold: boolean }): Promise<Calls> {
  const act = await prepare();
  await world.settle();
  if (isCold) {
    await world.stopApp();
    await world.startApp();
    await world.settle();
  }
  await world.github.clearCalls();
  await act();
  await world.settle();
  return readCalls(await world.calls());
}

describe('what docs/github-calls.md says of', { timeout: 120_000 }, () => {
  it.each(Object.entries(scenarios))('%s', async (name, expected: Calls) => {
    const prepare = acts[name as keyof typeof scenarios];
    expect(await measure(prepare, { isCold: expected.token !== undefined })).toEqual(expected);
  });

  it.each(Object.entries(extras))('more: %s', async (name, expected: Calls) => {
    const { prepare, without } = extraActs[name as keyof typeof extras];
    expect(subtractCalls(await measure(prepare, { isCold: false }), without)).toEqual(expected);
  });

  it.each<[keyof typeof scenarios, number]>([
    ['a push with one run', 4],
    ['a push with five runs', 12],
    ['a comment that is no command', 0],
    ['a re-run of a check', 3],
    ['a re-run of a check whose Workflow is gone, from the stored event', 3],
    ['a pull request from a fork that waits for approval', 3],
  ])('%s is no more than was promised: %i', (name, limit) => {
    expect(countCalls(scenarios[name])).toBeLessThanOrEqual(limit);
  });
});
