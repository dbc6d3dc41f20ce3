import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiAnswer, type Stage, startStage } from '../testing/start-stage.ts';

let stage: Stage;
let tip: string;

beforeAll(async () => {
  stage = await startStage();
  const pushed = await stage.github.push({
    repository: 'acme/demo',
    message: 'Pipelines\n\nWith more to say',
    date: '2026-01-02T03:04:05+02:00',
    files: {
      '.argo-events.yaml': 'pipelines: {}\n',
      '.argo/ci.yaml': 'kind: Workflow\n',
      '.argo/deep/other.yaml': 'kind: Other\n',
      '.argo/link.yaml': { symlink: 'ci.yaml' },
      '.argo/module': { submodule: 'c'.repeat(40) },
      'binary.bin': { base64: Buffer.from([1, 0, 2]).toString('base64') },
      'large.txt': `${'x'.repeat(512 * 1024 - 1)}ü and more`,
    },
  });
  tip = pushed.after;
});
afterAll(() => stage.close());

function query(text: string, variables?: object): Promise<ApiAnswer> {
  return stage.call('POST /graphql', { body: { query: text, variables } });
}

function ask(fields: string): Promise<ApiAnswer> {
  return query(`{ repository(owner: "acme", name: "demo") { ${fields} } }`);
}

describe('a repository over GraphQL', () => {
  it('gives its files at a commit in one query, under aliases', async () => {
    const answer = await query(
      `query ($owner: String!, $name: String!, $commit: String!, $file: String!, $directory: String!) {
        repository(owner: $owner, name: $name) {
          databaseId nameWithOwner isPrivate isFork
          commit: object(expression: $commit) { __typename oid ... on Commit { message messageHeadline committedDate } }
          file: object(expression: $file) { ... on Blob { oid byteSize isBinary isTruncated text } }
          yml: object(expression: "HEAD:.argo-events.yml") { oid }
          directory: object(expression: $directory) {
            ... on Tree { entries { name path type mode object { __typename ... on Blob { byteSize text } } } }
          }
        }
        rateLimit { limit cost remaining used resetAt }
      }`,
      { owner: 'acme', name: 'demo', commit: tip, file: `${tip}:.argo-events.yaml`, directory: `${tip}:.argo` },
    );
    expect(answer.status).toBe(200);
    expect(answer.json.errors).toBeUndefined();
    expect(answer.json.data.repository).toMatchObject({
      nameWithOwner: 'acme/demo',
      isPrivate: false,
      isFork: false,
      commit: {
        __typename: 'Commit',
        oid: tip,
        message: 'Pipelines\n\nWith more to say',
        messageHeadline: 'Pipelines',
        committedDate: '2026-01-02T01:04:05Z',
      },
      file: { byteSize: 14, isBinary: false, isTruncated: false, text: 'pipelines: {}\n' },
      yml: null,
      directory: {
        entries: [
          {
            name: 'ci.yaml',
            path: '.argo/ci.yaml',
            type: 'blob',
            mode: 0o100644,
            object: { text: 'kind: Workflow\n' },
          },
          { name: 'deep', path: '.argo/deep', type: 'tree', mode: 0o040000, object: { __typename: 'Tree' } },
          { name: 'link.yaml', type: 'blob', mode: 0o120000, object: { text: 'ci.yaml' } },
          { name: 'module', type: 'commit', mode: 0o160000, object: null },
        ],
      },
    });
    expect(answer.json.data.rateLimit).toMatchObject({ limit: 5000, cost: 1 });
    expect(answer.headers.get('x-ratelimit-resource')).toBe('graphql');
  });

  it.each([
    ['HEAD', 'Commit'],
    ['main', 'Commit'],
    ['refs/heads/main', 'Commit'],
    ['HEAD:', 'Tree'],
    ['main:README.md', 'Blob'],
    ['main:.argo/deep/other.yaml', 'Blob'],
    ['HEAD~1', 'Commit'],
    ['v1', 'Tag'],
  ])('knows the expression %s as a %s', async (expression, typename) => {
    await stage.github.createTag({ repository: 'acme/demo', tag: 'v1', message: 'One' }).catch(() => undefined);
    const answer = await ask(`object(expression: ${JSON.stringify(expression)}) { __typename id oid abbreviatedOid }`);
    expect(answer.json.data.repository.object.__typename).toBe(typename);
  });

  it.each([
    '',
    'nothing',
    'HEAD:none',
    'main:../README.md',
    'HEAD:./README.md',
    'main@{1}',
    'a\nb',
    '-p',
    `${'0'.repeat(40)}:x`,
  ])('has nothing at %j, and goes on answering', async (expression) => {
    const answer = await ask(
      `object(expression: ${JSON.stringify(expression)}) { oid } still: object(expression: "HEAD") { oid }`,
    );
    expect(answer.json).toEqual({ data: { repository: { object: null, still: { oid: tip } } } });
  });

  it('cuts large text and gives none of binary files', async () => {
    const answer = await ask(`
      large: object(expression: "HEAD:large.txt") { ... on Blob { byteSize isTruncated text } }
      binary: object(expression: "HEAD:binary.bin") { ... on Blob { byteSize isBinary text } }`);
    const { binary, large } = answer.json.data.repository;
    expect(binary).toEqual({ byteSize: 3, isBinary: true, text: null });
    expect(large.isTruncated).toBe(true);
    expect(large.byteSize).toBe(512 * 1024 + 10);
    expect(large.text).toBe('x'.repeat(512 * 1024 - 1));
  });

  it('finds refs, files of commits and what tags stand for', async () => {
    const answer = await ask(`
      defaultBranchRef { name prefix target { oid } }
      branch: ref(qualifiedName: "refs/heads/main") { name target { oid } }
      short: ref(qualifiedName: "main") { prefix }
      tag: ref(qualifiedName: "refs/tags/v1") { name target { ... on Tag { target { oid } } } }
      none: ref(qualifiedName: "refs/heads/none") { name }
      commit: object(oid: "${tip}") { ... on Commit {
        tree { entries { name size } }
        file(path: ".argo/ci.yaml") { path oid size }
        missing: file(path: ".argo/none") { path }
      } }`);
    expect(answer.json.data.repository).toMatchObject({
      defaultBranchRef: { name: 'main', prefix: 'refs/heads/', target: { oid: tip } },
      branch: { name: 'main', target: { oid: tip } },
      short: { prefix: 'refs/heads/' },
      tag: { name: 'v1', target: { target: { oid: tip } } },
      none: null,
      commit: { file: { path: '.argo/ci.yaml', size: 15 }, missing: null },
    });
  });

  it('shows pull requests, of forks too', async () => {
    const { github } = stage;
    await github.forkRepository({ repository: 'acme/demo', owner: 'mallory' });
    const { after } = await github.push({ repository: 'mallory/demo', branch: 'patch', files: { p: 'p' } });
    const { number } = await github.openPullRequest({
      repository: 'acme/demo',
      head: 'mallory:patch',
      author: 'mallory',
    });
    const answer = await ask(`
      pullRequest(number: ${number}) {
        number state title isDraft merged isCrossRepository author { login __typename }
        headRefName headRefOid headRepository { nameWithOwner isFork parent { nameWithOwner } }
        baseRefName baseRefOid baseRepository { nameWithOwner }
      }`);
    expect(answer.json.data.repository.pullRequest).toMatchObject({
      number,
      state: 'OPEN',
      isCrossRepository: true,
      author: { login: 'mallory', __typename: 'User' },
      headRefName: 'patch',
      headRefOid: after,
      headRepository: { nameWithOwner: 'mallory/demo', isFork: true, parent: { nameWithOwner: 'acme/demo' } },
      baseRefName: 'main',
      baseRefOid: tip,
    });
    const inFork = await ask(
      `pullRequest(number: ${number}) { headRepository { object(expression: "HEAD") { oid } } }`,
    );
    expect(inFork.json.errors).toMatchObject([{ type: 'FORBIDDEN' }]);
    await github.closePullRequest({ repository: 'acme/demo', number });
    expect((await ask(`pullRequest(number: ${number}) { state }`)).json.data.repository.pullRequest.state).toBe(
      'CLOSED',
    );
    const none = await ask('pullRequest(number: 99) { number }');
    expect(none.json.errors).toMatchObject([{ type: 'NOT_FOUND', path: ['repository', 'pullRequest'] }]);
  });
});

describe('what GraphQL refuses', () => {
  it('is a repository that the token does not open', async () => {
    const answer = await query('{ repository(owner: "acme", name: "none") { name } }');
    expect(answer).toMatchObject({
      status: 200,
      json: {
        data: { repository: null },
        errors: [
          {
            type: 'NOT_FOUND',
            message: "Could not resolve to a Repository with the name 'acme/none'.",
            path: ['repository'],
          },
        ],
      },
    });
  });

  it('is contents without the permission for them', async () => {
    const { callWith, createToken } = stage;
    const narrow = callWith(await createToken({ permissions: { checks: 'write' } }));
    const body = { query: '{ repository(owner: "acme", name: "demo") { name object(expression: "HEAD") { oid } } }' };
    const answer = await narrow('POST /graphql', { body });
    expect(answer.json).toMatchObject({
      data: { repository: { name: 'demo', object: null } },
      errors: [{ type: 'FORBIDDEN', message: 'Resource not accessible by integration' }],
    });
  });

  it.each([
    ['nobody', () => stage.callWith(undefined)('POST /graphql', { body: { query: '{ viewer { login } }' } }), 401],
    ['an App itself', () => stage.asApp('POST /graphql', { body: { query: '{ viewer { login } }' } }), 403],
    ['what is no request', () => stage.call('POST /graphql', { body: '{' }), 400],
    ['a field that is not there', () => query('{ nothing }'), 200],
    ['text that is no query', () => query('{'), 200],
  ])('is %s', async (_case, act, status) => {
    const answer = await act();
    expect(answer.status).toBe(status);
    if (status === 200) expect(answer.json.errors).toHaveLength(1);
  });

  it('is nothing of who one is', async () => {
    expect((await query('{ viewer { login } }')).json.data.viewer.login).toBe('argo-events-app[bot]');
  });
});
