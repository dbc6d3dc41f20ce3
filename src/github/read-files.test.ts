import nock from 'nock';
import { beforeEach, describe, expect, it } from 'vitest';
import { answerTokens, api, connectNocked, expectPreparedCalls, repository, sha } from './testing/nock-github.ts';

let calls: string[] = [];

const connect = () => connectNocked((call) => calls.push(call));

expectPreparedCalls();

beforeEach(() => {
  calls = [];
});

const blob = (oid: string, text: string) => ({
  __typename: 'Blob',
  oid,
  byteSize: text.length,
  isBinary: false,
  isTruncated: false,
  text,
});

describe('readRepositoryFiles', () => {
  const answer = {
    commit: { __typename: 'Commit', oid: sha },
    root: {
      entries: [
        { name: '.argo-events.yaml', mode: 0o100644 },
        { name: '.argo', mode: 0o040000 },
      ],
    },
    yaml: blob('b1', 'pipelines: {}'),
    yml: null,
    folder: {
      entries: [
        { name: 'ci.yaml', mode: 0o100755, object: blob('b2', 'kind: Workflow') },
        { name: 'link.yaml', mode: 0o120000, object: blob('b3', '../secret') },
        { name: 'vendored', mode: 0o160000, object: null },
        { name: 'more', mode: 0o040000, object: { __typename: 'Tree' } },
      ],
    },
  };

  function answerQuery(given: unknown, status = 200): { body?: { variables: Record<string, string>; query: string } } {
    const seen: { body?: { variables: Record<string, string>; query: string } } = {};
    nock(api)
      .post('/graphql', (body) => {
        seen.body = body;
        return true;
      })
      .matchHeader('authorization', 'token ghs_first')
      .reply(status, { data: { repository: given } });
    return seen;
  }

  it('reads the configuration and the plain workflow files in one query', async () => {
    answerTokens();
    const seen = answerQuery(answer);
    const result = await connect().readRepositoryFiles(repository, sha);
    expect(result).toEqual({
      ok: true,
      value: {
        commit: sha,
        configuration: { path: '.argo-events.yaml', text: 'pipelines: {}', byteSize: 13, oid: 'b1' },
        workflows: [{ path: '.argo/ci.yaml', text: 'kind: Workflow', byteSize: 14, oid: 'b2' }],
      },
    });
    expect(seen.body?.variables).toEqual({
      owner: 'acme',
      name: 'shop',
      commit: sha,
      root: `${sha}:`,
      yaml: `${sha}:.argo-events.yaml`,
      yml: `${sha}:.argo-events.yml`,
      folder: `${sha}:.argo`,
    });
    expect(calls).toEqual(['readRepositoryFiles ok']);
  });

  it('asks for a token once for several calls, also when they come at once', async () => {
    answerTokens();
    answerQuery(answer);
    answerQuery(answer);
    answerQuery(answer);
    const github = connect();
    const first = await Promise.all([
      github.readRepositoryFiles(repository, sha),
      github.readRepositoryFiles(repository, sha),
    ]);
    const later = await github.readRepositoryFiles(repository, sha);
    expect([...first, later].map((each) => each.ok)).toEqual([true, true, true]);
  });

  const yml = { name: '.argo-events.yml', mode: 0o100644 };
  const ymlFile = { path: '.argo-events.yml', text: 'a: 1', byteSize: 4, oid: 'b9' };
  it.each([
    ['takes .yml where there is no .yaml', { yaml: null, yml: blob('b9', 'a: 1'), root: { entries: [yml] } }, ymlFile],
    [
      'takes .yaml before .yml',
      { yml: blob('b9', 'a: 1'), root: { entries: [yml, ...answer.root.entries] } },
      { path: '.argo-events.yaml', text: 'pipelines: {}', byteSize: 13, oid: 'b1' },
    ],
    [
      'ignores a configuration that is a symlink',
      { root: { entries: [{ name: '.argo-events.yaml', mode: 0o120000 }] } },
      undefined,
    ],
    ['finds nothing in a repository without the file', { yaml: null, root: { entries: [] } }, undefined],
    [
      'gives no text of a binary file',
      { yaml: { ...blob('b1', 'x'), isBinary: true, text: null } },
      { path: '.argo-events.yaml', byteSize: 1, oid: 'b1' },
    ],
    [
      'gives no text that GitHub cut',
      { yaml: { ...blob('b1', 'x'), byteSize: 600_000, isTruncated: true } },
      { path: '.argo-events.yaml', byteSize: 600_000, oid: 'b1' },
    ],
  ])('%s', async (_, change, configuration) => {
    answerTokens();
    answerQuery({ ...answer, ...change });
    const result = await connect().readRepositoryFiles(repository, sha);
    expect(result).toMatchObject({ ok: true });
    expect(result.ok && result.value?.configuration).toEqual(configuration);
  });

  it('follows HEAD and an annotated tag to their commit', async () => {
    answerTokens();
    const seen = answerQuery({ ...answer, commit: { __typename: 'Tag', target: { __typename: 'Commit', oid: 'c2' } } });
    const result = await connect().readRepositoryFiles(repository, 'refs/tags/v1');
    expect(result.ok && result.value?.commit).toBe('c2');
    expect(seen.body?.variables.yaml).toBe('refs/tags/v1:.argo-events.yaml');
  });

  it.each([
    ['no object', null],
    ['a tree', { __typename: 'Tree' }],
    ['a tag of a tree', { __typename: 'Tag', target: { __typename: 'Tree', oid: 'd1' } }],
  ])('finds no commit where GitHub names %s', async (_, commit) => {
    answerTokens();
    answerQuery({ ...answer, commit });
    expect(await connect().readRepositoryFiles(repository, sha)).toEqual({ ok: true, value: undefined });
  });

  it.each(['', 'main:secret', 'a..b', '-x', 'HEAD^{/fix}', 'HEAD@{1}', 'a b'])(
    'asks nothing for the revision %j',
    async (revision) => {
      expect(await connect().readRepositoryFiles(repository, revision)).toEqual({ ok: true, value: undefined });
    },
  );

  it('says later, not absent, of an answer that it does not understand', async () => {
    answerTokens();
    answerQuery({ ...answer, yaml: { __typename: 'Blob', oid: 'b1' } });
    expect(await connect().readRepositoryFiles(repository, sha)).toMatchObject({
      ok: false,
      failure: { kind: 'later' },
    });
  });

  it('says gone of a repository that is null', async () => {
    answerTokens();
    answerQuery(null);
    expect(await connect().readRepositoryFiles(repository, sha)).toMatchObject({
      ok: false,
      failure: { kind: 'gone' },
    });
  });

  it.each([
    ['NOT_FOUND', 'Could not resolve to a Repository', 'gone', 1],
    ['RATE_LIMITED', 'API rate limit exceeded', 'later', 1],
    ['FORBIDDEN', 'Resource not accessible by integration', 'later', 1],
    [undefined, "Field 'x' doesn't exist on type 'Blob'", 'refused', 1],
    [undefined, 'Something went wrong while executing your query', 'later', 1],
  ])('turns the GraphQL error %s (%s) into %s', async (type, message, kind, times) => {
    answerTokens();
    nock(api)
      .post('/graphql')
      .times(times)
      .reply(200, { data: null, errors: [{ type, message }] });
    const result = await connect().readRepositoryFiles(repository, sha);
    expect(result).toMatchObject({ ok: false, failure: { kind, message: expect.stringContaining(message) } });
  });
});

describe('readFile', () => {
  function answerFile(folder: unknown, file: unknown): { variables?: Record<string, string> } {
    const seen: { variables?: Record<string, string> } = {};
    nock(api)
      .post('/graphql', (body) => {
        seen.variables = body.variables;
        return true;
      })
      .reply(200, { data: { repository: { folder, file } } });
    return seen;
  }

  it('reads a file in a directory', async () => {
    answerTokens();
    const seen = answerFile({ entries: [{ name: 'b.yaml', mode: 0o100644 }] }, blob('f1', 'hello'));
    const result = await connect().readFile(repository, sha, 'ci/b.yaml');
    expect(result).toEqual({ ok: true, value: { path: 'ci/b.yaml', text: 'hello', byteSize: 5, oid: 'f1' } });
    expect(seen.variables).toEqual({ owner: 'acme', name: 'shop', folder: `${sha}:ci`, file: `${sha}:ci/b.yaml` });
  });

  it('reads a file of the root', async () => {
    answerTokens();
    const seen = answerFile({ entries: [{ name: 'b.yaml', mode: 0o100644 }] }, blob('f1', 'hello'));
    expect(await connect().readFile(repository, sha, 'b.yaml')).toMatchObject({ ok: true, value: { text: 'hello' } });
    expect(seen.variables).toMatchObject({ folder: `${sha}:`, file: `${sha}:b.yaml` });
  });

  it.each([
    ['a symlink', { entries: [{ name: 'b.yaml', mode: 0o120000 }] }, blob('f1', '/etc/passwd')],
    ['a submodule', { entries: [{ name: 'b.yaml', mode: 0o160000 }] }, null],
    ['a directory', { entries: [{ name: 'b.yaml', mode: 0o040000 }] }, { __typename: 'Tree' }],
    ['nothing', { entries: [] }, null],
    ['nothing, the directory missing', null, null],
  ])('finds no file where there is %s', async (_, folder, file) => {
    answerTokens();
    answerFile(folder, file);
    expect(await connect().readFile(repository, sha, 'ci/b.yaml')).toEqual({ ok: true, value: undefined });
  });

  it.each(['../x', '/etc/passwd', 'a/../b', 'a//b', './a', 'a/', '', 'a\0b', 'x'.repeat(5000)])(
    'asks nothing for the path %j',
    async (path) => {
      expect(await connect().readFile(repository, sha, path)).toEqual({ ok: true, value: undefined });
    },
  );

  it('gives no text of a file over 1 MiB', async () => {
    answerTokens();
    answerFile({ entries: [{ name: 'b.yaml', mode: 0o100644 }] }, { ...blob('f1', 'x'), byteSize: 1024 * 1024 + 1 });
    const result = await connect().readFile(repository, sha, 'ci/b.yaml');
    expect(result).toEqual({ ok: true, value: { path: 'ci/b.yaml', byteSize: 1024 * 1024 + 1, oid: 'f1' } });
  });

  it('says gone of a repository that is null', async () => {
    answerTokens();
    nock(api)
      .post('/graphql')
      .reply(200, { data: { repository: null } });
    expect(await connect().readFile(repository, sha, 'a')).toMatchObject({ ok: false, failure: { kind: 'gone' } });
  });
});
