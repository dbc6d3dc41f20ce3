import nock from 'nock';
import { beforeEach, describe, expect, it } from 'vitest';
import { answerTokens, api, connectNocked, expectPreparedCalls, repository, sha } from '../testing/nock-github.ts';

let calls: string[] = [];

const connect = () => connectNocked((call) => calls.push(call));

expectPreparedCalls();

beforeEach(() => {
  calls = [];
});

describe('listChangedFiles', () => {
  it('compares both commits of a push', async () => {
    answerTokens();
    nock(api)
      .get(`/repos/acme/shop/compare/${'b'.repeat(40)}...${sha}`)
      .query({ per_page: 1, page: 1 })
      .reply(200, {
        status: 'ahead',
        merge_base_commit: { sha: 'b'.repeat(40) },
        files: [
          { filename: 'new.ts', status: 'renamed', previous_filename: 'old.ts' },
          { filename: 'a.ts', status: 'changed' },
          { filename: 'c.ts', status: 'copied' },
          { filename: 'd.ts', status: 'unchanged' },
          { filename: 'e.ts', status: 'removed' },
        ],
      });
    const range = { kind: 'push', before: 'b'.repeat(40), after: sha, defaultBranch: 'main' } as const;
    expect(await connect().listChangedFiles(repository, range)).toEqual({
      ok: true,
      value: [
        { path: 'new.ts', status: 'renamed', previousPath: 'old.ts' },
        { path: 'a.ts', status: 'modified' },
        { path: 'c.ts', status: 'added' },
        { path: 'e.ts', status: 'removed' },
      ],
    });
  });

  it('asks for the default branch as one path segment', async () => {
    answerTokens();
    nock(api)
      .get(`/repos/acme/shop/compare/release%2Fnext...${sha}`)
      .query(true)
      .reply(200, { status: 'ahead', merge_base_commit: { sha: 'm' }, files: [{ filename: 'a', status: 'added' }] });
    const range = { kind: 'push', before: '0'.repeat(40), after: sha, defaultBranch: 'release/next' } as const;
    expect(await connect().listChangedFiles(repository, range)).toEqual({
      ok: true,
      value: [{ path: 'a', status: 'added' }],
    });
  });

  it("pages through a pull request's files", async () => {
    answerTokens();
    const file = (index: number) => ({ filename: `f${index}`, status: 'unchanged' });
    nock(api)
      .get('/repos/acme/shop/pulls/4/files')
      .query({ per_page: 100, page: 1 })
      .reply(
        200,
        Array.from({ length: 100 }, (_, index) => file(index)),
      )
      .get('/repos/acme/shop/pulls/4/files')
      .query({ per_page: 100, page: 2 })
      .reply(200, [{ filename: 'last', status: 'modified' }]);
    expect(await connect().listChangedFiles(repository, { kind: 'pull-request', number: 4 })).toEqual({
      ok: true,
      value: [{ path: 'last', status: 'modified' }],
    });
  });

  const before = 'b'.repeat(40);
  const push = { kind: 'push', before, after: sha, defaultBranch: 'main' } as const;

  function answerCompare(
    base: string,
    answer: { status?: string; mergeBase?: string; files?: number },
    code = 200,
  ): void {
    const files = Array.from({ length: answer.files ?? 0 }, (_, index) => ({
      filename: `f${index}`,
      status: 'modified',
    }));
    nock(api)
      .get(`/repos/acme/shop/compare/${base}...${sha}`)
      .query(true)
      .reply(code, {
        status: answer.status ?? 'ahead',
        merge_base_commit: { sha: answer.mergeBase ?? base },
        files,
        message: 'Not Found',
      });
  }

  function answerTree(
    commit: string,
    entries: Record<string, string>,
    options: { truncated?: boolean; flat?: boolean } = {},
  ) {
    nock(api)
      .get(`/repos/acme/shop/git/trees/${commit}`)
      .query(options.flat === true ? {} : { recursive: '1' })
      .reply(200, {
        truncated: options.truncated ?? false,
        tree: Object.entries(entries).map(([path, value]) => {
          const isTree = path.endsWith('/');
          return { path: isTree ? path.slice(0, -1) : path, type: isTree ? 'tree' : 'blob', sha: value };
        }),
      });
  }

  const old = { 'same.ts': '1', 'edited.ts': '2', 'moved.ts': '3', 'gone.ts': '4' };
  const now = { 'same.ts': '1', 'edited.ts': '5', 'to/moved.ts': '3', 'new.ts': '6' };
  const difference = [
    { path: 'edited.ts', status: 'modified' },
    { path: 'gone.ts', status: 'removed' },
    { path: 'new.ts', status: 'added' },
    { path: 'to/moved.ts', status: 'renamed', previousPath: 'moved.ts' },
  ];

  it.each([
    ['lists 300 files, which may not be all', { files: 300 }],
    ['says that the push was forced', { status: 'diverged', files: 2 }],
    ['says that the push took commits back', { status: 'behind' }],
  ])('compares the trees of both sides when the comparison %s', async (_, answer) => {
    answerTokens();
    answerCompare(before, answer);
    answerTree(before, old);
    answerTree(sha, now);
    expect(await connect().listChangedFiles(repository, push)).toEqual({ ok: true, value: difference });
  });

  it('falls back to the default branch when GitHub no longer has the commit before', async () => {
    answerTokens();
    answerCompare(before, {}, 404);
    answerCompare('main', { files: 1 });
    expect(await connect().listChangedFiles(repository, push)).toEqual({
      ok: true,
      value: [{ path: 'f0', status: 'modified' }],
    });
  });

  it('compares a large new branch with where it left the default branch', async () => {
    answerTokens();
    answerCompare('main', { files: 300, mergeBase: 'c'.repeat(40) });
    answerTree('c'.repeat(40), old);
    answerTree(sha, now);
    const range = { ...push, before: '0'.repeat(40), branch: 'feature' };
    expect(await connect().listChangedFiles(repository, range)).toEqual({ ok: true, value: difference });
  });

  it('lists every file at the first push of the default branch', async () => {
    answerTokens();
    answerTree(sha, { 'a.ts': '1', 'src/': 't', 'src/b.ts': '2' });
    const range = { ...push, before: '0'.repeat(40), branch: 'main' };
    expect(await connect().listChangedFiles(repository, range)).toEqual({
      ok: true,
      value: [
        { path: 'a.ts', status: 'added' },
        { path: 'src/b.ts', status: 'added' },
      ],
    });
  });

  it('lists nothing, and asks nothing, when a branch is deleted', async () => {
    expect(await connect().listChangedFiles(repository, { ...push, after: '0'.repeat(40) })).toEqual({
      ok: true,
      value: [],
    });
  });

  it('goes down only where trees differ when GitHub cannot list them whole', async () => {
    answerTokens();
    answerCompare(before, { files: 300 });
    const root = { 'same/': 's1', 'changed/': 'c1', 'gone/': 'g1', 'a.ts': '1' };
    const newRoot = { 'same/': 's1', 'changed/': 'c2', 'a.ts': '2' };
    answerTree(before, root, { truncated: true });
    answerTree(sha, newRoot, { truncated: true });
    answerTree(before, root, { flat: true });
    answerTree(sha, newRoot, { flat: true });
    answerTree('c1', { 'x.ts': '1', 'deep/y.ts': '2' });
    answerTree('c2', { 'x.ts': '1', 'deep/y.ts': '3' });
    answerTree('g1', { 'z.ts': '9' });
    expect(await connect().listChangedFiles(repository, push)).toEqual({
      ok: true,
      value: [
        { path: 'a.ts', status: 'modified' },
        { path: 'changed/deep/y.ts', status: 'modified' },
        { path: 'gone/z.ts', status: 'removed' },
      ],
    });
  });

  it('refuses rather than to give half a list', async () => {
    answerTokens();
    answerCompare(before, { files: 300 });
    nock(api)
      .get(/\/git\/trees\//)
      .query(true)
      .times(4)
      .reply(200, { truncated: true, tree: [] });
    expect(await connect().listChangedFiles(repository, push)).toMatchObject({
      ok: false,
      failure: { kind: 'refused', message: expect.stringContaining('too large') },
    });
  });

  it('stops after 200 trees', async () => {
    answerTokens();
    answerCompare(before, { files: 300 });
    let asked = 0;
    nock(api)
      .get(/\/git\/trees\//)
      .query(true)
      .times(200)
      .reply((request: Request) => {
        asked += 1;
        const tree = [{ path: 'deeper', type: 'tree', sha: `t${asked}` }];
        return [200, { truncated: request.url.includes('recursive'), tree }];
      });
    expect(await connect().listChangedFiles(repository, push)).toMatchObject({
      ok: false,
      failure: { kind: 'refused', message: expect.stringContaining('more than 200') },
    });
  });

  it.each([
    ['the comparison', () => answerCompare(before, {}, 422)],
    [
      'a tree',
      () => {
        answerCompare(before, { files: 300 });
        nock(api).get(`/repos/acme/shop/git/trees/${before}`).query(true).reply(422, { message: 'Not Found' });
      },
    ],
  ])('passes on why %s could not be had', async (_, answer) => {
    answerTokens();
    answer();
    expect(await connect().listChangedFiles(repository, push)).toMatchObject({ failure: { kind: 'refused' } });
  });

  describe('of a pull request with 3,000 files or more', () => {
    function answerFullPages(): void {
      answerTokens();
      const page = Array.from({ length: 100 }, (_, index) => ({ filename: `f${index}`, status: 'modified' }));
      nock(api).get('/repos/acme/shop/pulls/4/files').query(true).times(30).reply(200, page);
    }

    it('compares the trees of the merge base and the head', async () => {
      answerFullPages();
      nock(api)
        .get('/repos/acme/shop/pulls/4')
        .reply(200, { base: { sha: before }, head: { sha } });
      answerCompare(before, { status: 'diverged', mergeBase: 'c'.repeat(40), files: 300 });
      answerTree('c'.repeat(40), old);
      answerTree(sha, now);
      const result = await connect().listChangedFiles(repository, { kind: 'pull-request', number: 4 });
      expect(result).toEqual({ ok: true, value: difference });
    });

    it('passes on why the pull request could not be had', async () => {
      answerFullPages();
      nock(api).get('/repos/acme/shop/pulls/4').reply(404, { message: 'Not Found' });
      const result = await connect().listChangedFiles(repository, { kind: 'pull-request', number: 4 });
      expect(result).toMatchObject({ failure: { kind: 'gone' } });
    });
  });

  it("passes on why a pull request's files could not be had", async () => {
    answerTokens();
    nock(api).get('/repos/acme/shop/pulls/4/files').query(true).reply(422, { message: 'Unprocessable' });
    const result = await connect().listChangedFiles(repository, { kind: 'pull-request', number: 4 });
    expect(result).toMatchObject({ failure: { kind: 'refused' } });
  });
});
