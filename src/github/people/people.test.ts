import { describe, expect, it } from 'vitest';
import { connectAnswering } from '../testing/answering-github.ts';
import { repository, sha } from '../testing/nock-github.ts';

function connect(...answers: unknown[]) {
  const { github, asked } = connectAnswering(...answers);
  return { github, asked, routes: () => asked.map(({ route }) => route.replace('/repos/{owner}/{repo}', '')) };
}

describe('a permission', () => {
  it.each([
    [{ permission: 'admin', role_name: 'admin' }, 'admin'],
    [{ permission: 'write', role_name: 'maintain' }, 'write'],
    [{ permission: 'maintain' }, 'write'],
    [{ permission: 'write', role_name: 'a role of our own' }, 'write'],
    [{ permission: 'triage' }, 'read'],
    [{ permission: 'read', role_name: 'triage' }, 'read'],
    [{ permission: 'none', role_name: '' }, 'none'],
    [{ permission: 'something new' }, 'none'],
    [404, 'none'],
  ])('of %j is %s', async (answer, value) => {
    const { github, asked } = connect(answer);
    expect(await github.readPermission(repository, 'ada')).toEqual({ ok: true, value });
    expect(asked[0]?.parameters).toEqual({ owner: 'acme', repo: 'shop', username: 'ada' });
  });

  it('is not known while GitHub does not say', async () => {
    const { github } = connect(500, 500, 500);
    expect(await github.readPermission(repository, 'ada')).toMatchObject({ ok: false, failure: { kind: 'later' } });
  });
});

describe('a pull request', () => {
  it('comes whole', async () => {
    const body = { number: 3, state: 'open', title: 'A', head: { sha, ref: 'topic', repo: { id: 5 } } };
    const { github } = connect(body);
    expect(await github.readPullRequest(repository, 3)).toEqual({
      ok: true,
      value: { number: 3, isOpen: true, head: { sha, ref: 'topic' }, body },
    });
  });

  it('that is none is undefined', async () => {
    expect(await connect(404).github.readPullRequest(repository, 3)).toEqual({ ok: true, value: undefined });
  });
});

describe('the pull requests of a commit', () => {
  it('come whole, open or not', async () => {
    const [open, closed] = ['open', 'closed'].map((state, index) => ({
      number: index + 1,
      state,
      head: { sha, ref: 'x' },
    }));
    const { github, asked } = connect([open, closed]);
    const head = { sha, ref: 'x' };
    expect(await github.listPullRequests(repository, sha)).toEqual({
      ok: true,
      value: [
        { number: 1, isOpen: true, head, body: open },
        { number: 2, isOpen: false, head, body: closed },
      ],
    });
    expect(asked[0]).toMatchObject({
      route: 'GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls',
      parameters: { commit_sha: sha },
    });
  });

  it('are not known when GitHub refuses, which may pass', async () => {
    const { github } = connect(403);
    expect(await github.listPullRequests(repository, sha)).toMatchObject({ ok: false, failure: { kind: 'later' } });
  });
});

describe('a conversation', () => {
  it.each([
    ['issue', 'POST /issues/comments/{comment_id}/reactions'],
    ['commit', 'POST /comments/{comment_id}/reactions'],
  ] as const)('is reacted to: on a comment of the kind %s', async (kind, route) => {
    const { github, routes, asked } = connect({ id: 1 });
    expect(await github.react(repository, { kind, id: 8 }, 'eyes')).toEqual({ ok: true, value: undefined });
    expect(routes()).toEqual([route]);
    expect(asked[0]?.parameters).toMatchObject({ comment_id: 8, content: 'eyes' });
  });

  it('is answered once, also when it is not known whether that worked', async () => {
    const { github, routes } = connect(502);
    expect(await github.reply(repository, { kind: 'issue', number: 3 }, 'x')).toMatchObject({ ok: false });
    expect(routes()).toEqual(['POST /issues/{issue_number}/comments']);
  });

  const bot = { user: { type: 'Bot' } };
  const person = { user: { type: 'User' } };
  it.each([
    ['has the text', [{ body: 'a mark b', ...bot, performed_via_github_app: { id: 7 } }], true],
    ['has it of an App that GitHub does not name', [{ body: 'mark', ...bot }], true],
    ['has it of another App', [{ body: 'mark', ...bot, performed_via_github_app: { id: 8 } }], false],
    ['has it of a person who copied it', [{ body: 'mark', ...person }], false],
    [
      'has something else',
      [
        { body: null, ...bot },
        { body: 'm', ...bot },
      ],
      false,
    ],
  ])('that %s', async (_what, comments, value) => {
    const { github, asked } = connect(comments);
    const wanted = { text: 'mark', since: Date.parse('2026-01-01T00:00:00Z') };
    expect(await github.hasReply(repository, { kind: 'issue', number: 3 }, wanted)).toEqual({ ok: true, value });
    expect(asked[0]?.parameters).toMatchObject({ issue_number: 3, since: '2026-01-01T00:00:00.000Z' });
  });

  it('of many pages is read to its end', async () => {
    const page = Array.from({ length: 100 }, () => ({ body: 'x', ...bot }));
    const { github, asked } = connect(page, page, [{ body: 'mark', ...bot }]);
    const place = { kind: 'commit', sha } as const;
    expect(await github.hasReply(repository, place, { text: 'mark', since: 0 })).toEqual({ ok: true, value: true });
    expect(asked.map(({ parameters }) => parameters.page)).toEqual([1, 2, 3]);
  });
});

describe('the latest checks of a commit', () => {
  it('are of each name the newest', async () => {
    const run = (id: number, name: string, conclusion: string | null) => ({
      id,
      name,
      external_id: `e-${id}`,
      status: conclusion === null ? 'in_progress' : 'completed',
      conclusion,
      output: { title: null, summary: 's', text: null },
    });
    const { github, asked } = connect({
      check_runs: [run(1, 'ci', 'failure'), run(3, 'lint', 'stale'), run(2, 'ci', null)],
    });
    expect(await github.listLatestChecks(repository, sha)).toEqual({
      ok: true,
      value: [
        { id: 2, name: 'ci', externalId: 'e-2', status: 'in_progress', output: { title: 'ci', summary: 's' } },
        { id: 3, name: 'lint', externalId: 'e-3', status: 'completed', output: { title: 'lint', summary: 's' } },
      ],
    });
    expect(asked[0]?.parameters).toMatchObject({ ref: sha, app_id: 7, filter: 'latest' });
  });
});

describe('a commit is on a branch of the repository', () => {
  const compared = (status: string) => ({ status, merge_base_commit: { sha }, files: [] });
  const proposed = (id: number, state = 'open') => [{ state, head: { repo: { id } } }];
  it.each<[string, unknown[], boolean]>([
    ['as the tip of one', [[{ name: 'topic' }]], true],
    ['as part of the default branch', [[], compared('behind')], true],
    ['as part of an open pull request of its own', [[], compared('ahead'), proposed(5)], true],
    ['but not of one from a fork', [[], compared('ahead'), proposed(6)], false],
    ['but not of one that is closed', [[], compared('diverged'), proposed(5, 'closed')], false],
    [
      'but not of one whose repository is gone',
      [[], compared('diverged'), [{ state: 'open', head: { repo: null } }]],
      false,
    ],
    ['but not as nothing at all', [422], false],
    ['but not without a common ancestor', [[], 404, []], false],
  ])('%s', async (_how, answers, value) => {
    expect(await connect(...answers).github.isOnBranch(repository, sha, 'main')).toEqual({ ok: true, value });
  });

  it('or it is not known, while GitHub does not say', async () => {
    const { github } = connect([], 500, 500, 500);
    expect(await github.isOnBranch(repository, sha, 'main')).toMatchObject({ ok: false, failure: { kind: 'later' } });
  });
});
