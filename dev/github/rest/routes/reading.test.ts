import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Stage, startStage } from '../../testing/start-stage.ts';

let stage: Stage;
let base: string;
let head: string;
const demo = '/repos/acme/demo';

beforeAll(async () => {
  stage = await startStage();
  const { github } = stage;
  const submodule = 'c'.repeat(40);
  const lines = (word: string): string => Array.from({ length: 30 }, (_, index) => `${word} ${index}`).join('\n');
  const first = await github.push({
    repository: 'acme/demo',
    message: 'Files of every kind',
    files: {
      'docs/guide.md': lines('guide'),
      'docs/deep/er/leaf.txt': 'leaf\n',
      'größe & more.txt': 'ü\n',
      'bin/run': { content: '#!/bin/sh\n', executable: true },
      'picture.png': { base64: Buffer.from([0x89, 0, 1, 2]).toString('base64') },
      link: { symlink: 'docs/guide.md' },
      module: { submodule },
    },
  });
  base = first.after;
  const second = await github.push({
    repository: 'acme/demo',
    branch: 'feature/one',
    commits: [
      { message: 'Move', files: { 'docs/manual.md': { renamedFrom: 'docs/guide.md' } } },
      { message: 'Change', files: { 'README.md': '# other\n', 'docs/deep/er/leaf.txt': null, 'new.txt': 'a\nb\n' } },
    ],
  });
  head = second.after;
});
afterAll(() => stage.close());

describe('contents', () => {
  it('of a file come in base 64, or raw', async () => {
    const { call } = stage;
    const answer = await call(`GET ${demo}/contents/docs/guide.md?ref=${base}`);
    expect(answer.json).toMatchObject({ type: 'file', name: 'guide.md', path: 'docs/guide.md', encoding: 'base64' });
    expect(Buffer.from(answer.json.content, 'base64').toString()).toMatch(/^guide 0\nguide 1\n/);
    const raw = await call(`GET ${demo}/contents/docs%2Fguide.md`, {
      headers: { accept: 'application/vnd.github.raw+json' },
    });
    expect(raw.text).toMatch(/^guide 0\n/);
    const named = await call(`GET ${demo}/contents/${encodeURIComponent('größe & more.txt')}`);
    expect(named.json.name).toBe('größe & more.txt');
  });

  it('of a directory are its entries, each of its kind', async () => {
    const { call } = stage;
    const answer = await call(`GET ${demo}/contents?ref=main`);
    const kinds = answer.json.map(({ name, type }: { name: string; type: string }) => `${name} ${type}`);
    expect(kinds).toEqual([
      'README.md file',
      'bin dir',
      'docs dir',
      'größe & more.txt file',
      'link symlink',
      'module submodule',
      'picture.png file',
      'src dir',
    ]);
    const object = await call(`GET ${demo}/contents/docs`, {
      headers: { accept: 'application/vnd.github.object+json' },
    });
    expect(object.json).toMatchObject({ type: 'dir', entries: [{ name: 'deep' }, { name: 'guide.md' }] });
    expect((await call(`GET ${demo}/contents/link`)).json).toMatchObject({ type: 'symlink', target: 'docs/guide.md' });
    expect((await call(`GET ${demo}/contents/module`)).json).toMatchObject({ type: 'submodule', sha: 'c'.repeat(40) });
  });

  it('larger than a megabyte come without themselves', async () => {
    const { call, github } = stage;
    await github.push({ repository: 'acme/demo', branch: 'large', files: { 'large.txt': 'x'.repeat(1_048_577) } });
    const answer = await call(`GET ${demo}/contents/large.txt?ref=large`);
    expect(answer.json).toMatchObject({ content: '', encoding: 'none', size: 1_048_577 });
  });

  it.each([
    'contents/none.txt',
    'contents/docs/../README.md%2F..',
    'contents/README.md/x',
    'contents/README.md?ref=none',
  ])('%s are not found', async (path) => {
    expect((await stage.call(`GET ${demo}/${path}`)).status).toBe(404);
  });
});

describe('the git database', () => {
  it('lists a tree whole or level by level', async () => {
    const { call } = stage;
    const flat = await call(`GET ${demo}/git/trees/${base}`);
    expect(flat.json.tree).toHaveLength(8);
    const whole = await call(`GET ${demo}/git/trees/${base}?recursive=1`);
    expect(whole.json.truncated).toBe(false);
    const paths = whole.json.tree.map(({ mode, path, type }: Record<string, string>) => `${mode} ${type} ${path}`);
    expect(paths).toContain('100644 blob docs/deep/er/leaf.txt');
    expect(paths).toContain('100755 blob bin/run');
    expect(paths).toContain('120000 blob link');
    expect(paths).toContain('160000 commit module');
    expect(paths).toContain('040000 tree docs/deep/er');
    expect((await call(`GET ${demo}/git/trees/none`)).status).toBe(404);
  });

  it('gives blobs and commits', async () => {
    const { call } = stage;
    const { sha } = (await call(`GET ${demo}/contents/picture.png`)).json;
    const blob = (await call(`GET ${demo}/git/blobs/${sha}`)).json;
    expect([...Buffer.from(blob.content, 'base64')]).toEqual([0x89, 0, 1, 2]);
    const raw = await call(`GET ${demo}/git/blobs/${sha}`, { headers: { accept: 'application/vnd.github.raw' } });
    expect(raw.headers.get('content-length')).toBe('4');
    expect((await call(`GET ${demo}/git/blobs/${base}`)).status).toBe(404);
    expect((await call(`GET ${demo}/git/commits/${base}`)).json).toMatchObject({
      sha: base,
      message: 'Files of every kind',
      author: { name: 'ada' },
      parents: [{ sha: stage.firstSha }],
    });
    expect((await call(`GET ${demo}/git/commits/none`)).status).toBe(404);
    expect((await call(`GET ${demo}/git/ref/heads/feature/one`)).json.object).toMatchObject({
      type: 'commit',
      sha: head,
    });
    expect((await call(`GET ${demo}/git/ref/heads/none`)).status).toBe(404);
  });
});

describe('commits', () => {
  it('are listed newest first, by pages', async () => {
    const { call } = stage;
    const first = await call(`GET ${demo}/commits?sha=feature/one&per_page=2`);
    expect(first.json.map(({ commit }: { commit: { message: string } }) => commit.message)).toEqual(['Change', 'Move']);
    expect(first.headers.get('link')).toMatch(/page=2>; rel="next", <.*page=2>; rel="last"/);
    const second = await call(`GET ${demo}/commits?sha=feature/one&per_page=2&page=2`);
    expect(second.json.at(-1).sha).toBe(stage.firstSha);
    expect(second.headers.get('link')).toMatch(/rel="prev", .*rel="first"/);
    expect((await call(`GET ${demo}/commits?sha=none`)).status).toBe(404);
  });

  it('are given with their files, renames found', async () => {
    const { call } = stage;
    const answer = await call(`GET ${demo}/commits/${head}`);
    expect(answer.json.stats).toEqual({ total: 5, additions: 3, deletions: 2 });
    expect(answer.json.files).toMatchObject([
      { filename: 'README.md', status: 'modified', additions: 1, deletions: 1, changes: 2 },
      { filename: 'docs/deep/er/leaf.txt', status: 'removed' },
      { filename: 'new.txt', status: 'added', additions: 2 },
    ]);
    const move = await call(`GET ${demo}/commits/feature%2Fone~1`);
    expect(move.json.files).toMatchObject([
      { filename: 'docs/manual.md', status: 'renamed', previous_filename: 'docs/guide.md' },
    ]);
    const sha = await call(`GET ${demo}/commits/heads%2Fmain`, { headers: { accept: 'application/vnd.github.sha' } });
    expect(sha.text).toBe(base);
    expect((await call(`GET ${demo}/commits/none`)).status).toBe(422);
    const root = await call(`GET ${demo}/commits/${stage.firstSha}`);
    expect(root.json.files).toHaveLength(2);
  });

  it('say at which branches they are the head', async () => {
    const { call } = stage;
    const answer = await call(`GET ${demo}/commits/${head}/branches-where-head`);
    expect(answer.json).toMatchObject([{ name: 'feature/one', commit: { sha: head } }]);
  });
});

describe('a comparison', () => {
  it('is three-dot: from the merge base to the head', async () => {
    const { call, github } = stage;
    await github.push({ repository: 'acme/demo', files: { 'elsewhere.txt': 'e' } });
    const answer = await call(`GET ${demo}/compare/main...feature%2Fone`);
    expect(answer.json).toMatchObject({
      status: 'diverged',
      ahead_by: 2,
      behind_by: 1,
      total_commits: 2,
      merge_base_commit: { sha: base },
      commits: [{ commit: { message: 'Move' } }, { sha: head }],
    });
    expect(answer.json.files.map(({ filename }: { filename: string }) => filename)).toEqual([
      'README.md',
      'docs/deep/er/leaf.txt',
      'docs/manual.md',
      'new.txt',
    ]);
    expect((await call(`GET ${demo}/compare/${base}...${base}`)).json.status).toBe('identical');
    expect((await call(`GET ${demo}/compare/${head}...${base}`)).json).toMatchObject({ status: 'behind', files: [] });
  });

  it('gives no more than 300 files, and only with the first page of commits', async () => {
    const { call, github } = stage;
    const files = Object.fromEntries(Array.from({ length: 350 }, (_, index) => [`many/${index}.txt`, `${index}`]));
    const commits = [{ files }, ...Array.from({ length: 4 }, (_, index) => ({ files: { 'n.txt': `${index}` } }))];
    await github.push({ repository: 'acme/demo', branch: 'many', from: base, commits });
    const whole = (await call(`GET ${demo}/compare/${base}...many`)).json;
    expect([whole.files.length, whole.commits.length]).toEqual([300, 5]);
    const first = await call(`GET ${demo}/compare/${base}...many?per_page=2`);
    expect([first.json.files.length, first.json.commits.length]).toEqual([300, 2]);
    const second = await call(`GET ${demo}/compare/${base}...many?per_page=2&page=2`);
    expect([second.json.files.length, second.json.commits.length, second.json.total_commits]).toEqual([0, 2, 5]);
  });

  it('reaches forks by their owner, and finds nothing in common with what is unrelated', async () => {
    const { call, github } = stage;
    await github.forkRepository({ repository: 'acme/demo', owner: 'carol' });
    const { after } = await github.push({ repository: 'carol/demo', branch: 'patch', files: { p: 'p' }, from: base });
    expect((await call(`GET ${demo}/compare/${base}...carol:patch`)).status).toBe(404);
    await github.openPullRequest({ repository: 'acme/demo', head: 'carol:patch' });
    expect((await call(`GET ${demo}/compare/${base}...carol:patch`)).json.commits).toMatchObject([{ sha: after }]);
    expect((await call(`GET ${demo}/compare/none...main`)).status).toBe(404);
  });
});

describe('pull requests', () => {
  it('are listed and found by state, head, base and commit', async () => {
    const { call, github } = stage;
    const { number } = await github.openPullRequest({ repository: 'acme/demo', head: 'feature/one' });
    const numbers = (list: { number: number }[]): number[] => list.map((one) => one.number);
    expect(numbers((await call(`GET ${demo}/pulls?head=acme:feature/one`)).json)).toEqual([number]);
    expect(numbers((await call(`GET ${demo}/pulls?head=acme:none`)).json)).toEqual([]);
    expect((await call(`GET ${demo}/pulls?base=main&direction=asc`)).json).toHaveLength(2);
    expect((await call(`GET ${demo}/pulls?state=closed`)).json).toEqual([]);
    expect(numbers((await call(`GET ${demo}/commits/${head}/pulls`)).json)).toEqual([number]);
    expect((await call(`GET ${demo}/commits/none/pulls`)).status).toBe(422);
    expect((await call(`GET ${demo}/pulls/${number}`)).json).toMatchObject({
      number,
      changed_files: 4,
      mergeable: true,
    });
    expect((await call(`GET ${demo}/pulls/${number}/commits`)).json).toHaveLength(2);
    expect((await call(`GET ${demo}/pulls/99`)).status).toBe(404);
  });

  it('list their files by pages of at most 100, up to 3000, renames with both names', async () => {
    const { call, github } = stage;
    const { number } = await github.openPullRequest({ repository: 'acme/demo', head: 'many' });
    const files = `GET ${demo}/pulls/${number}/files`;
    expect((await call(files)).json).toHaveLength(30);
    const first = await call(`${files}?per_page=500`);
    expect(first.json).toHaveLength(100);
    expect(first.headers.get('link')).toContain('page=4>; rel="last"');
    expect((await call(`${files}?per_page=100&page=4`)).json).toHaveLength(51);
    const renamed = await call(`GET ${demo}/pulls/2/files`);
    expect(renamed.json).toContainEqual(
      expect.objectContaining({ status: 'renamed', filename: 'docs/manual.md', previous_filename: 'docs/guide.md' }),
    );
  });
});

describe('branches and the repository', () => {
  it('are shown', async () => {
    const { call } = stage;
    const answer = await call(`GET ${demo}/branches?per_page=2`);
    expect(answer.json.map(({ name }: { name: string }) => name)).toEqual(['feature/one', 'large']);
    expect((await call(`GET ${demo}/branches/feature/one`)).json).toMatchObject({
      name: 'feature/one',
      commit: { sha: head },
    });
    expect((await call(`GET ${demo}/branches/none`)).status).toBe(404);
    expect((await call(`GET /repos/ACME/Demo`)).json).toMatchObject({ full_name: 'acme/demo', default_branch: 'main' });
    expect((await call('GET /repos/acme/demo/nothing/here')).status).toBe(404);
    expect((await call('GET /meta')).json.installed_version).toMatch(/^3\./);
    expect((await call('GET /repos/acme/%E0%A4%A')).status).toBe(404);
  });
});
