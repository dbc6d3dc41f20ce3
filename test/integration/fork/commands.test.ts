import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oneStep } from '../../world/one-step.ts';
import { argumentsOf, type Check, concludedCheck, expectChecks, runsOf, workflowOf } from '../../world/read-run.ts';
import { startWorld, type World } from '../../world/start-world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld({ namespaces: ['ci-untrusted'], policy: 'untrusted: { namespace: ci-untrusted }\n' });
});

afterAll(() => world.close());

const file = `
defaults: { workflow: .argo/ci.yaml }
pipelines:
  ci: { on: pull_request }
  deploy: { on: { issue_comment: { command: deploy } }, workflow: .argo/deploy.yaml, parameters: { to: "{{ .Input.github.comment.argument }}" } }
`;

interface Proposal {
  repository: string;
  fork: string;
  number: number;
  sha: string;
  waiting: Check;
}

let forks = 0;

/** A pull request of a stranger to a repository where ada may write. */
async function propose(): Promise<Proposal> {
  const { github } = world;
  forks += 1;
  const author = `mallory-${forks}`;
  const repository = await world.addRepository({
    '.argo-events.yaml': file,
    '.argo/ci.yaml': oneStep('echo of the base', ['revision']),
  });
  await github.setRole({ repository, login: 'ada', role: 'write' });
  // The app learns the words of the default branch's file.
  await github.push({ repository, files: { a: 'a' }, sender: 'ada' });
  const fork = (await github.forkRepository({ repository, owner: author })).fullName;
  const gift = {
    '.argo/ci.yaml': oneStep('echo of the fork', ['revision']),
    '.argo/deploy.yaml': oneStep('true', ['revision', 'to']),
  };
  const { after: sha } = await github.push({ repository: fork, branch: 'gift', files: gift, sender: author });
  const { number } = await github.openPullRequest({ repository, head: `${author}:gift`, author });
  const waiting = await concludedCheck(world, sha, 'ci');
  return { repository, fork, number, sha, waiting };
}

/** Writes a comment and waits for its answer: reactions, and the reply where there is one. */
async function comment({ repository, number }: Proposal, body: string, author = 'ada') {
  const { github } = world;
  const { id } = await github.comment({ repository, number, body, author });
  for (;;) {
    const all = await github.comments({ repository, number });
    const reactions = all.find((each) => each.id === id)?.reactions.map(({ content }) => content) ?? [];
    const replies = all.filter((each) => each.id > id).map((each) => each.body);
    if (reactions.length > 0 && (!reactions.includes('-1') || replies.length > 0)) return { reactions, replies };
    await world.settle();
  }
}

function nextCheck({ sha }: Proposal, name: string, after = 0): Promise<Check> {
  return world.github.waitForCheckRun(
    (each) => each.headSha === sha && each.name === name && each.id > after && each.status === 'completed',
    20_000,
  );
}

describe('/ok-to-test', { timeout: 60_000 }, () => {
  it('with the whole commit lets exactly that run, as a stranger’s', async () => {
    const proposal = await propose();
    const { repository, sha, waiting } = proposal;
    expect(waiting.conclusion).toBe('action_required');
    const short = await comment(proposal, `/ok-to-test ${sha.slice(0, 12)}`);
    expect(short).toMatchObject({ reactions: ['-1'], replies: [expect.stringContaining(`/ok-to-test ${sha}`)] });
    expect(await runsOf(world, { repository })).toEqual([]);

    expect(await comment(proposal, `Looks fine.\n\n/ok-to-test ${sha}`)).toEqual({ reactions: ['eyes'], replies: [] });
    const check = await nextCheck(proposal, 'ci', waiting.id);
    expect(check.conclusion).toBe('success');
    const run = workflowOf(world, check);
    expect(run.metadata.namespace).toBe('ci-untrusted');
    expect(JSON.stringify(run.spec)).toContain('echo of the fork');
    await expectChecks(world, { repository, sha }, ['ci: action_required', 'ci: success']);
  });

  it('is refused to the author, and for another commit than the head', async () => {
    const proposal = await propose();
    const { repository, fork, sha } = proposal;
    const [author = ''] = fork.split('/');
    const own = await comment(proposal, `/ok-to-test ${sha}`, author);
    expect(own).toMatchObject({ reactions: ['-1'], replies: [expect.stringContaining('command.not-permitted')] });
    const other = await comment(proposal, `/ok-to-test ${'a'.repeat(40)}`);
    expect(other).toMatchObject({ reactions: ['-1'], replies: [expect.stringContaining('approval.nothing-waits')] });
    expect(await runsOf(world, { repository })).toEqual([]);
  });
});

describe('a command on an approved commit whose deciding file has changed since', { timeout: 60_000 }, () => {
  async function approveThenChange(): Promise<Proposal & { first: Check }> {
    const proposal = await propose();
    await comment(proposal, `/ok-to-test ${proposal.sha}`);
    const first = await nextCheck(proposal, 'ci', proposal.waiting.id);
    await world.github.push({
      repository: proposal.repository,
      files: { '.argo-events.yaml': `${file}  more: { on: push }\n` },
      sender: 'ada',
    });
    return { ...proposal, first };
  }

  it('asks again, and once more approved what /test asked for runs', async () => {
    const proposal = await approveThenChange();
    expect((await comment(proposal, '/test ci')).reactions).toEqual(['eyes']);
    const asked = await nextCheck(proposal, 'ci', proposal.first.id);
    expect(asked.conclusion).toBe('action_required');
    await world.github.pressAction({ id: asked.id, identifier: 'approve', sender: 'ada' });
    expect(await nextCheck(proposal, 'ci', asked.id)).toMatchObject({ conclusion: 'success' });
  });

  it('asks again, and once more approved a pipeline’s command runs with its argument', async () => {
    const proposal = await approveThenChange();
    expect((await comment(proposal, '/deploy staging')).reactions).toEqual(['eyes']);
    const asked = await nextCheck(proposal, 'deploy');
    expect(asked.conclusion).toBe('action_required');
    expect((await comment(proposal, `/ok-to-test ${proposal.sha}`)).reactions).toEqual(['eyes']);
    const check = await nextCheck(proposal, 'deploy', asked.id);
    expect(check.conclusion).toBe('success');
    expect(argumentsOf(world, check)).toMatchObject({ to: 'staging' });
  });
});
