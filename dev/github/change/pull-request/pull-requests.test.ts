import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Stage, startStage } from '../../testing/start-stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
beforeEach(() => stage.receiver.clear());
afterAll(() => stage.close());

const repository = 'acme/demo';

async function openOne(branch: string): Promise<{ number: number; sha: string }> {
  const { after } = await stage.github.push({ repository, branch, files: { [`${branch}.txt`]: branch } });
  stage.receiver.clear();
  const { number } = await stage.github.openPullRequest({ repository, head: branch, title: `Add ${branch}` });
  return { number, sha: after };
}

describe('a pull request of the same repository', () => {
  it('is opened with its figures, its trial merge and its two sides', async () => {
    const { call, github, receiver } = stage;
    const { number, sha } = await openOne('opened');
    expect(receiver.names()).toEqual(['pull_request.opened']);
    const payload = receiver.last('pull_request');
    expect(payload).toMatchObject({
      number,
      pull_request: {
        number,
        state: 'open',
        title: 'Add opened',
        draft: false,
        merged: false,
        mergeable: true,
        commits: 1,
        additions: 1,
        deletions: 0,
        changed_files: 1,
        user: { login: 'ada' },
        head: { ref: 'opened', sha, label: 'acme:opened', repo: { full_name: repository, fork: false } },
        base: { ref: 'main', sha: stage.firstSha, repo: { full_name: repository } },
      },
    });
    const { mergeCommitSha } = await github.getPullRequest({ repository, number });
    const merge = await call(`GET /repos/acme/demo/git/commits/${mergeCommitSha}`);
    expect(merge.json.parents.map((parent: { sha: string }) => parent.sha)).toEqual([stage.firstSha, sha]);
    expect((await call(`GET /repos/acme/demo/git/ref/pull/${number}/head`)).json.object.sha).toBe(sha);
  });

  it('is synchronized by a push to its head', async () => {
    const { github, receiver } = stage;
    const { number, sha } = await openOne('moved');
    receiver.clear();
    const { after } = await github.push({ repository, branch: 'moved', files: { 'more.txt': 'more' } });
    expect(receiver.names()).toEqual(['push', 'check_suite.requested', 'pull_request.synchronize']);
    expect(receiver.last('pull_request')).toMatchObject({
      number,
      before: sha,
      after,
      pull_request: { head: { sha: after }, commits: 2, changed_files: 2 },
    });
    expect(receiver.last('check_suite')).toMatchObject({ check_suite: { pull_requests: [{ number }] } });
  });

  it('says what an edit changed', async () => {
    const { github, receiver } = stage;
    const { number } = await openOne('edited');
    const { after } = await github.push({ repository, branch: 'release', files: { 'r.txt': 'r' } });
    receiver.clear();
    await github.editPullRequest({ repository, number, base: 'release', title: 'Better' });
    expect(receiver.last('pull_request.edited')).toMatchObject({
      changes: { base: { ref: { from: 'main' }, sha: { from: stage.firstSha } }, title: { from: 'Add edited' } },
      pull_request: { title: 'Better', base: { ref: 'release', sha: after } },
    });
  });

  it('tells of labels one by one, of drafts, of its end and its return', async () => {
    const { github, receiver } = stage;
    const { number } = await openOne('handled');
    receiver.clear();
    await github.labelPullRequest({ repository, number, add: ['a', 'b'] });
    await github.labelPullRequest({ repository, number, remove: ['a'] });
    await github.setPullRequestDraft({ repository, number, draft: true });
    await github.setPullRequestDraft({ repository, number, draft: false });
    await github.reviewPullRequest({ repository, number, state: 'changes_requested', body: 'no', sender: 'bob' });
    await github.closePullRequest({ repository, number });
    await github.reopenPullRequest({ repository, number });
    expect(receiver.names()).toEqual([
      'pull_request.labeled',
      'pull_request.labeled',
      'pull_request.unlabeled',
      'pull_request.converted_to_draft',
      'pull_request.ready_for_review',
      'pull_request_review.submitted',
      'pull_request.closed',
      'pull_request.reopened',
    ]);
    expect(receiver.last('pull_request.unlabeled')).toMatchObject({
      label: { name: 'a' },
      pull_request: { labels: [{ name: 'b' }] },
    });
    expect(receiver.last('pull_request.closed')).toMatchObject({ pull_request: { merged: false, state: 'closed' } });
    expect(receiver.last('pull_request_review')).toMatchObject({ review: { state: 'changes_requested' } });
  });

  it('that is merged pushes its base and is closed as merged', async () => {
    const { github, receiver } = stage;
    const { number, sha } = await openOne('merged');
    receiver.clear();
    const { mergeCommitSha } = await github.mergePullRequest({ repository, number });
    expect(receiver.names()).toEqual(['push', 'check_suite.requested', 'pull_request.closed']);
    expect(receiver.last('push')).toMatchObject({ ref: 'refs/heads/main', after: mergeCommitSha });
    expect(receiver.last('pull_request')).toMatchObject({
      pull_request: { merged: true, merge_commit_sha: mergeCommitSha, merged_by: { login: 'ada' } },
    });
    const commits = receiver.last('push').commits as { id: string }[];
    expect(commits.map(({ id }) => id)).toContain(sha);
    await expect(github.reopenPullRequest({ repository, number })).rejects.toThrow(/merged/);
  });

  it('is closed when its branch goes', async () => {
    const { github, receiver } = stage;
    const { number } = await openOne('gone');
    receiver.clear();
    await github.deleteBranch({ repository, branch: 'gone' });
    expect(receiver.names()).toEqual(['push', 'delete', 'pull_request.closed']);
    expect(receiver.last('pull_request')).toMatchObject({ number, pull_request: { merged: false } });
  });

  it('that conflicts has no trial merge', async () => {
    const { github } = stage;
    await github.push({ repository, branch: 'conflict', files: { 'src/main.ts': 'left\n' } });
    await github.push({ repository, files: { 'src/main.ts': 'right\n' } });
    const { mergeCommitSha, number } = await github.openPullRequest({ repository, head: 'conflict' });
    expect(mergeCommitSha).toBeNull();
    await expect(github.mergePullRequest({ repository, number })).rejects.toThrow(/conflicts/);
    await expect(github.enqueuePullRequest({ repository, number })).rejects.toThrow(/conflicts/);
  });

  it.each([
    ['a branch that is not there', () => stage.github.openPullRequest({ repository, head: 'none' }), /no branch none/],
    ['a fork nobody made', () => stage.github.openPullRequest({ repository, head: 'bob:main' }), /no fork/],
    ['a person nobody knows', () => stage.github.openPullRequest({ repository, head: 'x:main' }), /no account x/],
    ['a number that is none', () => stage.github.closePullRequest({ repository, number: 999 }), /no pull request 999/],
  ])('is not found for %s', async (_case, act, message) => {
    await expect(act()).rejects.toThrow(message);
  });
});

describe('a pull request from a fork', () => {
  it('brings its commit into the base repository, with a suite that knows no branch', async () => {
    const { call, github, receiver } = stage;
    await github.forkRepository({ repository, owner: 'mallory' });
    await github.push({ repository: 'mallory/demo', branch: 'patch', files: { 'p.txt': 'p' }, sender: 'mallory' });
    expect(receiver.received).toEqual([]);
    const opened = await github.openPullRequest({ repository, head: 'mallory:patch', author: 'mallory' });
    expect(receiver.names()).toEqual(['pull_request.opened', 'check_suite.requested']);
    expect(receiver.last('pull_request')).toMatchObject({
      sender: { login: 'mallory' },
      pull_request: {
        author_association: 'NONE',
        head: { label: 'mallory:patch', repo: { full_name: 'mallory/demo', fork: true } },
        base: { repo: { full_name: repository } },
      },
    });
    expect(receiver.last('check_suite')).toMatchObject({
      check_suite: { head_sha: opened.head.sha, head_branch: null, pull_requests: [] },
    });
    expect((await call(`GET /repos/acme/demo/commits/${opened.head.sha}`)).status).toBe(200);
    expect((await call('GET /repos/mallory/demo')).status).toBe(404);

    receiver.clear();
    const { after } = await github.push({
      repository: 'mallory/demo',
      branch: 'patch',
      files: { 'q.txt': 'q' },
      sender: 'mallory',
    });
    expect(receiver.names()).toEqual(['pull_request.synchronize', 'check_suite.requested']);
    expect(receiver.last('pull_request')).toMatchObject({ after, pull_request: { head: { sha: after } } });
  });
});

describe('the merge queue', () => {
  it('asks for checks at its own commit, which becomes the tip of the base', async () => {
    const { github, receiver } = stage;
    const { number, sha } = await openOne('queued');
    receiver.clear();
    const group = await github.enqueuePullRequest({ repository, number });
    expect(receiver.names()).toEqual([
      'pull_request.enqueued',
      'push',
      'create',
      'check_suite.requested',
      'merge_group.checks_requested',
    ]);
    expect(group.headRef).toBe(`refs/heads/gh-readonly-queue/main/pr-${number}-${group.baseSha}`);
    expect(receiver.last('merge_group')).toMatchObject({
      merge_group: {
        head_sha: group.headSha,
        head_ref: group.headRef,
        base_ref: 'refs/heads/main',
        head_commit: { id: group.headSha },
      },
    });
    await expect(github.enqueuePullRequest({ repository, number })).rejects.toThrow(/already/);

    receiver.clear();
    await github.mergeQueuedPullRequest({ repository, number });
    expect(receiver.names()).toEqual(['push', 'pull_request.closed', 'merge_group.destroyed', 'push', 'delete']);
    expect(receiver.received[0]?.payload).toMatchObject({ ref: 'refs/heads/main', after: group.headSha });
    expect(receiver.last('merge_group')).toMatchObject({ reason: 'merged' });
    expect((await github.getRepository({ repository })).sha).toBe(group.headSha);
    expect(sha).not.toBe(group.headSha);
  });

  it('stands entries on one another, and lets one be taken out', async () => {
    const { github, receiver } = stage;
    const first = await openOne('queue-one');
    const second = await openOne('queue-two');
    const one = await github.enqueuePullRequest({ repository, number: first.number });
    const two = await github.enqueuePullRequest({ repository, number: second.number });
    expect(two.baseSha).toBe(one.headSha);
    receiver.clear();
    await github.dequeuePullRequest({ repository, number: second.number });
    expect(receiver.names()).toEqual(['pull_request.dequeued', 'merge_group.destroyed', 'push', 'delete']);
    expect(receiver.last('merge_group')).toMatchObject({ reason: 'dequeued' });
    await expect(github.dequeuePullRequest({ repository, number: second.number })).rejects.toThrow(/not in the queue/);
  });
});
