import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { makeGate } from '../../world/make-gate.ts';
import { oneStep } from '../../world/one-step.ts';
import { argumentsOf, concludedCheck, expectChecks, released, runsOf, workflowOf } from '../../world/read-run.ts';
import { startWorld, type World } from '../../world/start-world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});

afterAll(() => world.close());

const pipelines = `
defaults: { workflow: .argo/ci.yaml }
pipelines:
  ci: { on: pull_request }
  lint: { on: pull_request, workflow: .argo/lint.yaml, paths: ["src/**"] }
  release: { on: release }
  deploy: { on: { issue_comment: { command: deploy } }, workflow: .argo/deploy.yaml, parameters: { to: "{{ .Input.github.comment.argument }}" } }
`;

const byHand = `${pipelines}  smoke: { on: { manual: { parameters: { level: low } } }, workflow: .argo/smoke.yaml }
  ship: { on: { manual: { parameters: { to: { required: true } } } }, workflow: .argo/smoke.yaml }\n`;

interface Proposal {
  repository: string;
  number: number;
  sha: string;
}

/** A repository of its own, where ada may write and the whole world may read, with an open pull request. */
async function propose(files: Record<string, string> = {}): Promise<Proposal> {
  const { github } = world;
  const repository = await world.addRepository({
    '.argo-events.yaml': pipelines,
    '.argo/ci.yaml': oneStep('exit 3'),
    '.argo/lint.yaml': oneStep('true'),
    '.argo/deploy.yaml': oneStep('true', ['to', 'revision', 'pull-request-number']),
    ...files,
  });
  await github.setRole({ repository, login: 'ada', role: 'write' });
  // The app learns from it what the default branch's file listens to.
  await github.push({ repository, files: { a: 'a' } });
  const { after: sha } = await github.push({ repository, branch: 'topic', files: { b: 'b' } });
  const { number } = await github.openPullRequest({ repository, head: 'topic', author: 'ada' });
  await world.settle();
  return { repository, number, sha };
}

async function comment({ repository, number }: Proposal, body: string, author = 'ada', answered = true) {
  const { id } = await world.github.comment({ repository, number, body, author });
  const all = await untilAnswered(id, () => world.github.comments({ repository, number }), answered);
  const own = all.find((each) => each.id === id);
  return {
    reactions: own?.reactions.map(({ content }) => content) ?? [],
    replies: all.filter((each) => each.id > id).map((each) => each.body),
  };
}

type Comments = Awaited<ReturnType<World['github']['comments']>>;

/** What else the app does goes on beside its answers, so several things are waited for. */
async function untilAnswered(id: number, list: () => Promise<Comments>, answered: boolean): Promise<Comments> {
  for (let rounds = 0; rounds < 20; rounds += 1) {
    await world.settle();
    const all = await list();
    const reactions = all.find((each) => each.id === id)?.reactions.map(({ content }) => content) ?? [];
    // A refusal comes with a reply.
    const isComplete = !reactions.includes('-1') || all.some((each) => each.id > id);
    if (!answered || (reactions.length > 0 && isComplete)) break;
  }
  await world.settle();
  return await list();
}

describe('a command in a comment on a pull request', () => {
  it('/test runs a pipeline again as the pull request’s event would, and the comment gets eyes', async () => {
    const proposal = await propose();
    await concludedCheck(world, proposal.sha, 'ci');
    const { reactions, replies } = await comment(proposal, '/test ci');
    expect({ reactions, replies }).toEqual({ reactions: ['eyes'], replies: [] });
    await expectChecks(world, proposal, ['ci: failure', 'ci: failure', 'lint: skipped']);
  });

  it('/test of what does not match says why not, in one reply', async () => {
    const proposal = await propose();
    const { reactions, replies } = await comment(proposal, '/test release\n/test nothing');
    expect(reactions).toEqual(['-1']);
    expect(replies).toHaveLength(1);
    expect(replies[0]).toContain('release');
    expect(replies[0]).toContain('nothing');
  });

  it('/test starts a pipeline that people start by hand, on the head, with the defaults of its parameters', async () => {
    const proposal = await propose({
      '.argo-events.yaml': byHand,
      '.argo/smoke.yaml': oneStep('true', ['level', 'branch']),
    });
    await concludedCheck(world, proposal.sha, 'ci');
    expect(await comment(proposal, '/test smoke')).toEqual({ reactions: ['eyes'], replies: [] });
    const check = await concludedCheck(world, proposal.sha, 'smoke');
    expect(check.conclusion).toBe('success');
    expect(argumentsOf(world, check)).toMatchObject({ level: 'low', branch: 'topic' });
    // From then on it has a check, which is made once more.
    expect((await comment(proposal, '/test smoke')).reactions).toEqual(['eyes']);
    await expectChecks(world, proposal, ['ci: failure', 'lint: skipped', 'smoke: success', 'smoke: success']);
    const refused = await comment(proposal, '/test ship');
    expect(refused.reactions).toEqual(['-1']);
    expect(refused.replies).toMatchObject([expect.stringContaining('run-api.missing-parameter')]);
  });

  it('/retest runs again only what failed', async () => {
    const proposal = await propose({ '.argo-events.yaml': pipelines.replace(', paths: ["src/**"]', '') });
    await expectChecks(world, proposal, ['ci: failure', 'lint: success']);
    expect(await comment(proposal, 'Once more:\n\n/retest')).toEqual({ reactions: ['eyes'], replies: [] });
    await expectChecks(world, proposal, ['ci: failure', 'ci: failure', 'lint: success']);
  });

  it('/retest where nothing failed says so', async () => {
    const proposal = await propose({ '.argo/ci.yaml': oneStep('true') });
    await concludedCheck(world, proposal.sha, 'ci');
    const { reactions, replies } = await comment(proposal, '/retest');
    expect(reactions).toEqual(['-1']);
    expect(replies).toMatchObject([expect.stringContaining('command.nothing-failed')]);
  });

  it('/cancel ends what runs, saying by whom', async () => {
    const gate = await makeGate(world.directory);
    const proposal = await propose({ '.argo/ci.yaml': oneStep(gate.pass) });
    await world.github.waitForCheckRun((each) => each.headSha === proposal.sha && each.status === 'in_progress');
    expect(await comment(proposal, '/cancel')).toEqual({ reactions: ['eyes'], replies: [] });
    const check = await concludedCheck(world, proposal.sha, 'ci');
    expect(check.conclusion).toBe('cancelled');
    expect(`${check.title}${check.summary}`).toContain('Cancelled by');
    expect((await comment(proposal, '/cancel')).reactions).toEqual(['-1']);
  });

  it('/explain tells of each pipeline what it decides, and what its check says', async () => {
    const proposal = await propose();
    await concludedCheck(world, proposal.sha, 'ci');
    const { reactions, replies } = await comment(proposal, '/explain');
    expect(reactions).toEqual(['eyes']);
    expect(replies).toHaveLength(1);
    expect(replies[0]).toMatch(/\| ci \| runs/);
    expect(replies[0]).toMatch(/\| lint \| does not run — no changed file .*src/);
    expect(replies[0]).toMatch(/\| release \| does not listen to pull\\?_request; it listens to release/);
    expect(replies[0]).toContain('❌ Failed');
  });

  it('of a pipeline runs it for the head, with what follows the word', async () => {
    const proposal = await propose();
    expect(await comment(proposal, '/deploy staging {{x}}')).toEqual({ reactions: ['eyes'], replies: [] });
    const check = await concludedCheck(world, proposal.sha, 'deploy');
    expect(argumentsOf(world, check)).toEqual({
      to: 'staging { {x}}',
      revision: proposal.sha,
      'pull-request-number': String(proposal.number),
    });
  });

  it.each([
    ['/test ci', 'ci'],
    ['/deploy staging', 'deploy'],
  ])('%s makes a check that can be run again, also when its Workflow is gone', async (body, name) => {
    const proposal = await propose();
    await concludedCheck(world, proposal.sha, 'ci');
    await comment(proposal, body);
    const runs = () => world.github.checkRuns({ repository: proposal.repository, sha: proposal.sha, name });
    const [, second = (await runs())[0]] = await runs();
    if (second === undefined) throw new Error('it made no check');
    await world.github.waitForCheckRun((each) => each.id === second.id && each.status === 'completed', 20_000);
    const run = workflowOf(world, second);
    await released(world, run);
    world.cluster.remove('workflows', 'ci', run.metadata.name);
    await world.github.rerunCheckRun({ id: second.id, sender: 'ada' });
    const third = await world.github.waitForCheckRun(
      (each) =>
        each.name === name && each.headSha === proposal.sha && each.id > second.id && each.status === 'completed',
      20_000,
    );
    expect(third.externalId).toMatch(/\/2\//);
  });

  it('of somebody who may not gets a thumb down and one reply, and does nothing', async () => {
    const proposal = await propose();
    await expectChecks(world, proposal, ['ci: failure', 'lint: skipped']);
    await world.github.clearCalls();
    const { reactions, replies } = await comment(proposal, '/test\n/deploy prod\n/cancel', 'eve');
    expect(reactions).toEqual(['-1']);
    expect(replies).toMatchObject([expect.stringContaining('command.not-permitted')]);
    expect(await runsOf(world, proposal)).toHaveLength(1);
    expect(await world.calls()).toHaveLength(3);
  });

  it('is answered once, however often it is delivered', async () => {
    const proposal = await propose();
    await world.github.setDeliveryCopies({ copies: 3 });
    await comment(proposal, '/test ci\n/retest nothing');
    await world.github.setDeliveryCopies({ copies: 1 });
    const answers = async () => {
      const { repository, number } = proposal;
      const all = await world.github.comments({ repository, number });
      return all.map((each) => each.reactions.map(({ content }) => content).toSorted());
    };
    const once = [['-1', 'eyes'], []];
    await vi.waitFor(async () => expect(await answers()).toEqual(once), { timeout: 15_000 });
    await expectChecks(world, proposal, ['ci: failure', 'ci: failure', 'lint: skipped']);
  });

  it('/ok-to-test needs the whole commit, and gives the line to copy', async () => {
    const proposal = await propose();
    const { reactions, replies } = await comment(proposal, `/ok-to-test ${proposal.sha.slice(0, 10)}`);
    expect(reactions).toEqual(['-1']);
    expect(replies[0]).toContain(`\`/ok-to-test ${proposal.sha}\``);
  });
});

describe('a command about what a stranger proposes', () => {
  it('runs nothing before the commit is approved, and the reply has the line for that; then it does', async () => {
    const { github } = world;
    const { repository } = await propose({ '.argo-events.yaml': byHand, '.argo/smoke.yaml': oneStep('true') });
    const fork = await github.forkRepository({ repository, owner: 'mallory' });
    const { after: sha } = await github.push({ repository: fork.fullName, files: { new: 'x' }, sender: 'mallory' });
    const { number } = await github.openPullRequest({ repository, head: 'mallory:main', author: 'mallory' });
    const proposal = { repository, number, sha };
    for (const body of ['/test', '/deploy prod']) {
      const { reactions, replies } = await comment(proposal, body);
      expect(reactions).toEqual(['-1']);
      expect(replies[0]).toContain(`\`/ok-to-test ${sha}\``);
    }
    expect(await runsOf(world, proposal)).toEqual([]);
    expect((await comment(proposal, `/ok-to-test ${sha}`, 'eve')).reactions).toEqual(['-1']);
    expect(await runsOf(world, proposal)).toEqual([]);

    expect(await comment(proposal, `/ok-to-test ${sha}`)).toEqual({ reactions: ['eyes'], replies: [] });
    await concludedCheck(world, sha, 'ci');
    const before = (await runsOf(world, proposal)).length;
    expect(await comment(proposal, '/test ci')).toEqual({ reactions: ['eyes'], replies: [] });
    expect(await runsOf(world, proposal)).toHaveLength(before + 1);

    // What people start by hand is decided by the file at its commit, and that one is a stranger's.
    const refused = await comment(proposal, '/test smoke');
    expect(refused.reactions).toEqual(['-1']);
    expect(refused.replies).toMatchObject([expect.stringContaining('command.no-such-check')]);
    expect(await runsOf(world, proposal)).toHaveLength(before + 1);
  });
});

describe('a comment that is no command costs no call', () => {
  it.each([
    ['says something', 'Looks good to me.'],
    ['has the word of another bot', '/lgtm'],
    ['quotes a command', '> /test'],
    ['shows a command as code', '```\n/test\n```'],
  ])('when it %s', async (_what, body) => {
    const proposal = await propose();
    await expectChecks(world, proposal, ['ci: failure', 'lint: skipped']);
    await world.github.clearCalls();
    expect(await comment(proposal, body, 'eve', false)).toEqual({ reactions: [], replies: [] });
    expect(await world.calls()).toEqual([]);
  });

  it('when a bot writes it', async () => {
    const proposal = await propose();
    await expectChecks(world, proposal, ['ci: failure', 'lint: skipped']);
    await world.github.clearCalls();
    expect(await comment(proposal, '/test', 'argo-events-app[bot]', false)).toEqual({ reactions: [], replies: [] });
    expect(await world.calls()).toEqual([]);
  });

  it('when it is edited into a command, or deleted', async () => {
    const proposal = await propose();
    await expectChecks(world, proposal, ['ci: failure', 'lint: skipped']);
    const { repository, number } = proposal;
    const { id } = await world.github.comment({ repository, number, body: 'Nice', author: 'ada' });
    await world.settle();
    await world.github.clearCalls();
    await world.github.changeComment({ repository, id, body: '/test', sender: 'ada' });
    await world.github.changeComment({ repository, id, body: null, sender: 'ada' });
    await world.settle();
    expect(await world.calls()).toEqual([]);
  });
});

describe('a command in a comment on a commit', () => {
  it('runs its checks again', async () => {
    const proposal = await propose({ '.argo-events.yaml': 'pipelines: { ci: { on: push, workflow: .argo/ci.yaml } }' });
    const { repository, sha } = proposal;
    await concludedCheck(world, sha, 'ci');
    await world.github.comment({ repository, sha, body: '/test', author: 'ada' });
    await expectChecks(world, { repository, sha }, ['ci: failure', 'ci: failure']);
    const [own] = await world.github.comments({ repository, sha });
    expect(own?.reactions).toMatchObject([{ content: 'eyes' }]);
  });

  it('of a pipeline runs by the default branch’s file, on that commit', async () => {
    const { repository, sha } = await propose();
    await world.github.comment({ repository, sha, body: '/deploy prod', author: 'ada' });
    const check = await concludedCheck(world, sha, 'deploy');
    expect(argumentsOf(world, check)).toMatchObject({ to: 'prod', revision: sha });
  });

  it('/test starts on it what people start by hand', async () => {
    const files = { '.argo-events.yaml': byHand, '.argo/smoke.yaml': oneStep('true', ['level', 'revision']) };
    const { repository, sha } = await propose(files);
    await world.github.comment({ repository, sha, body: '/test smoke', author: 'ada' });
    const check = await concludedCheck(world, sha, 'smoke');
    expect(argumentsOf(world, check)).toMatchObject({ level: 'low', revision: sha });
  });

  it('/explain tells what its events decided, also of pipelines without a check', async () => {
    const { github } = world;
    const repository = await world.addRepository({
      '.argo-events.yaml': [
        'defaults: { workflow: .argo/ci.yaml }',
        'pipelines:',
        '  ci: { on: push }',
        '  docs: { on: push, paths: ["docs/**"], report: started }',
        '  release: { on: release }',
      ].join('\n'),
      '.argo/ci.yaml': oneStep('true'),
    });
    await github.setRole({ repository, login: 'ada', role: 'write' });
    const { after: sha } = await github.push({ repository, files: { b: 'b' } });
    await concludedCheck(world, sha, 'ci');
    const { id } = await github.comment({ repository, sha, body: '/explain', author: 'ada' });
    const all = await untilAnswered(id, () => github.comments({ repository, sha }), true);
    await vi.waitFor(async () => expect(await github.comments({ repository, sha })).toHaveLength(2), 20_000);
    const reply = (await github.comments({ repository, sha }))[1]?.body ?? '';
    expect(all[0]?.reactions).toMatchObject([{ content: 'eyes' }]);
    expect(reply).toContain(`What was decided about ${sha} (push of main):`);
    expect(reply).toMatch(/\| ci \| runs — .* \| ✅/);
    expect(reply).toMatch(/\| docs \| does not run — no changed file .*docs/);
    expect(reply).toMatch(/\| release \| does not listen to push; it listens to release/);
  });

  it('is refused when no branch of this repository holds it', async () => {
    const { github } = world;
    const { repository } = await propose({ '.argo-events.yaml': byHand, '.argo/smoke.yaml': oneStep('true') });
    const fork = await github.forkRepository({ repository, owner: 'mallory' });
    const { after: sha } = await github.push({ repository: fork.fullName, files: { evil: 'x' } });
    await github.openPullRequest({ repository, head: 'mallory:main', author: 'mallory' });
    await world.settle();
    for (const body of ['/deploy prod', '/test smoke']) {
      const { id } = await github.comment({ repository, sha, body, author: 'ada' });
      const all = await untilAnswered(id, () => github.comments({ repository, sha }), true);
      const own = all.findIndex((each) => each.id === id);
      expect(all[own]?.reactions).toMatchObject([{ content: '-1' }]);
      expect(all[own + 1]?.body).toContain('command.not-on-branch');
    }
    expect(
      (await runsOf(world, { repository, sha })).filter(({ metadata }) => /^(deploy|smoke)/.test(metadata.name)),
    ).toEqual([]);
  });
});
