import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { gitEnvironment } from '../../git/run-git.ts';
import { type Stage, startStage } from '../../testing/start-stage.ts';

const zeros = '0'.repeat(40);
let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
beforeEach(() => stage.receiver.clear());
afterAll(() => stage.close());

const repository = 'acme/demo';

describe('a push', () => {
  it('lists its commits with their files, oldest first', async () => {
    const { github, receiver } = stage;
    const before = (await github.getRepository({ repository })).sha;
    const pushed = await github.push({
      repository,
      commits: [
        { message: 'First\n\nMore about it', files: { 'new.txt': 'new', 'src/main.ts': 'export const one = 2;\n' } },
        { message: 'Second', files: { 'new.txt': null, 'renamed.md': { renamedFrom: 'README.md' } } },
      ],
    });
    expect(pushed).toMatchObject({ ref: 'refs/heads/main', before });
    expect(receiver.names()).toEqual(['push', 'check_suite.requested']);
    const payload = receiver.last('push');
    expect(payload).toMatchObject({
      ref: 'refs/heads/main',
      before,
      after: pushed.after,
      created: false,
      deleted: false,
      forced: false,
      commits: [
        { id: pushed.commits[0], added: ['new.txt'], modified: ['src/main.ts'], removed: [], distinct: true },
        { id: pushed.commits[1], added: ['renamed.md'], modified: [], removed: ['README.md', 'new.txt'] },
      ],
      head_commit: { id: pushed.after, message: 'Second', author: { name: 'ada', username: 'ada' } },
      pusher: { name: 'ada' },
      sender: { login: 'ada', type: 'User' },
      installation: { id: stage.installation },
      organization: { login: 'acme' },
      repository: { full_name: repository, default_branch: 'main', master_branch: 'main', owner: { name: 'acme' } },
    });
    expect(payload.repository).toMatchObject({ pushed_at: expect.any(Number), created_at: expect.any(Number) });
    expect(receiver.last('check_suite')).toMatchObject({
      check_suite: { head_sha: pushed.after, head_branch: 'main', before, head_commit: { message: 'Second' } },
    });
  });

  it('of a new branch is told by `create` too, and lists what no other branch has', async () => {
    const { github, receiver } = stage;
    const pushed = await github.push({ repository, branch: 'topic', files: { 'topic.txt': 't' } });
    expect(receiver.names()).toEqual(['push', 'create', 'check_suite.requested']);
    expect(receiver.last('push')).toMatchObject({ created: true, before: zeros, commits: [{ id: pushed.after }] });
    expect(receiver.last('create')).toMatchObject({ ref: 'topic', ref_type: 'branch', master_branch: 'main' });
  });

  it('of a branch at a commit that is known brings no commits and no second suite', async () => {
    const { github, receiver } = stage;
    await github.setRef({ repository, ref: 'refs/heads/same', to: 'main' });
    expect(receiver.names()).toEqual(['push', 'create']);
    expect(receiver.last('push')).toMatchObject({ created: true, commits: [], head_commit: { message: 'Second' } });
  });

  it('that replaces history is forced', async () => {
    const { github, receiver } = stage;
    const forced = await github.push({ repository, branch: 'topic', from: 'main', files: { 'again.txt': 'a' } });
    expect(receiver.last('push')).toMatchObject({ forced: true, created: false, commits: [{ id: forced.after }] });
  });

  it('of a merged branch marks commits that were elsewhere before as not distinct', async () => {
    const { github, receiver } = stage;
    await github.setRef({ repository, ref: 'refs/heads/main', to: 'topic' });
    expect(receiver.last('push')).toMatchObject({ forced: false, commits: [{ distinct: false }] });
  });

  it('that deletes a branch has no head commit', async () => {
    const { github, receiver } = stage;
    await github.deleteBranch({ repository, branch: 'topic' });
    expect(receiver.names()).toEqual(['push', 'delete']);
    expect(receiver.last('push')).toMatchObject({ deleted: true, after: zeros, head_commit: null, commits: [] });
    expect(receiver.last('delete')).toMatchObject({ ref: 'topic', ref_type: 'branch' });
  });

  it('without changes makes an empty commit', async () => {
    const { github, receiver } = stage;
    await github.push({ repository, message: 'Nothing' });
    expect(receiver.last('push')).toMatchObject({ head_commit: { added: [], modified: [], removed: [] } });
  });
});

describe('a tag', () => {
  it('is a push without commits', async () => {
    const { github, receiver } = stage;
    const { sha } = await github.getRepository({ repository });
    await github.createTag({ repository, tag: 'v1' });
    expect(receiver.names()).toEqual(['push', 'create']);
    expect(receiver.last('push')).toMatchObject({
      ref: 'refs/tags/v1',
      created: true,
      after: sha,
      commits: [],
      head_commit: { id: sha },
    });
    expect(receiver.last('create')).toMatchObject({ ref: 'v1', ref_type: 'tag' });
  });

  it('that is annotated pushes its own id, its commit being the head commit', async () => {
    const { call, github, receiver } = stage;
    const { sha } = await github.getRepository({ repository });
    const { after } = await github.createTag({ repository, tag: 'v2', message: 'Version 2' });
    expect(after).not.toBe(sha);
    expect(receiver.last('push')).toMatchObject({ after, head_commit: { id: sha } });
    expect((await call('GET /repos/acme/demo/git/ref/tags/v2')).json.object).toMatchObject({ sha: after, type: 'tag' });
    expect((await call('GET /repos/acme/demo/commits/v2')).json.sha).toBe(sha);
  });
});

describe('a repository', () => {
  it('is cloned by its URL, whatever the machine’s git is set to', async () => {
    const { directory, github, receiver } = stage;
    const script = { content: '#!/bin/sh\n', executable: true };
    await github.push({ repository, files: { 'run.sh': script, link: { symlink: 'run.sh' } } });
    const { clone_url: url } = receiver.last('push').repository as { clone_url: string };
    const copy = join(directory, 'copy');
    await promisify(execFile)('git', ['clone', '-q', url, copy], { env: gitEnvironment() });
    expect(await readFile(join(copy, 'link'), 'utf8')).toBe('#!/bin/sh\n');
    await rm(copy, { recursive: true });
  });

  it.each([
    ['a commit that is not there', () => stage.github.push({ repository, from: 'nothing' }), /no commit nothing/],
    [
      'a repository that is not there',
      () => stage.github.push({ repository: 'acme/none' }),
      /no repository acme\/none/,
    ],
    ['a branch that is not there', () => stage.github.deleteBranch({ repository, branch: 'none' }), /no ref/],
    ['a name that is a path', () => stage.github.createRepository({ repository: 'acme/..' }), /no name/],
    ['a second repository of a name', () => stage.github.createRepository({ repository }), /already/],
    ['a ref to nothing', () => stage.github.setRef({ repository, ref: 'refs/heads/x', to: 'y' }), /no commit y/],
  ])('refuses %s', async (_case, act, message) => {
    await expect(act()).rejects.toThrow(message);
  });
});
