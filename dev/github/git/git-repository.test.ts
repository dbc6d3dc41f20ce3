import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBareRepository } from './create-repository.ts';
import { listDifferences, listPathChanges } from './diff.ts';
import { type GitRepository, openGitRepository } from './git-repository.ts';
import { mergeByFiles, mergeTrees } from './merge-trees.ts';
import { readRef } from './refs.ts';
import { runGit } from './run-git.ts';
import { writeCommits } from './write-commit.ts';

let directory: string;
let git: GitRepository;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'github-stand-in-git-'));
  await createBareRepository(join(directory, 'a.git'), 'main');
  git = openGitRepository(join(directory, 'a.git'));
});
afterAll(async () => {
  await git.close();
  await rm(directory, { recursive: true });
});

const date = new Date('2026-01-01T00:00:00Z');

function write(path: string, text: string) {
  return { kind: 'write', path, content: Buffer.from(text), mode: '100644' } as const;
}

describe('commits', () => {
  it('keep any text in paths and contents', async () => {
    const name = fc
      .stringMatching(/^[^/\0]{1,20}$/)
      .filter((text) => !/^\.+$|^\.git$|git~1/i.test(text) && text.isWellFormed());
    await fc.assert(
      fc.asyncProperty(name, fc.string({ unit: 'grapheme' }), async (path, text) => {
        const [oid = ''] = await writeCommits(git, 'refs/heads/property', [
          { message: 'm', parents: [], changes: [write(path, text)], date },
        ]);
        expect((await git.readTree(oid)).map((entry) => entry.name)).toEqual([path]);
        const [entry] = await git.readTree(oid);
        expect((await git.read(entry?.oid ?? ''))?.content.toString('utf8')).toBe(text);
      }),
      { numRuns: 40 },
    );
  });

  it('tell their changes by path, directories and files changing places', async () => {
    const [one = '', two = ''] = await writeCommits(git, 'refs/heads/places', [
      { message: '1', parents: [], changes: [write('a/b/c', '1'), write('d', '1'), write('same', '1')], date },
      {
        message: '2',
        parents: [],
        changes: [{ kind: 'delete', path: 'a' }, { kind: 'delete', path: 'd' }, write('a', '2'), write('d/e', '2')],
        date,
      },
    ]);
    expect(await listPathChanges(git, one, two)).toEqual({
      added: ['a', 'd/e'],
      modified: [],
      removed: ['a/b/c', 'd'],
    });
    expect((await listDifferences(git, one, two)).map(({ path, status }) => `${status} ${path}`)).toEqual([
      'added a',
      'removed a/b/c',
      'removed d',
      'added d/e',
    ]);
  });

  it('have the author and time they are given', async () => {
    const author = { name: 'Grace', email: 'grace@example.com' };
    const [oid = ''] = await writeCommits(git, 'refs/heads/author', [
      { message: 'Said\n\nso', parents: [], changes: [], author, date },
    ]);
    expect(await git.readCommit(oid)).toMatchObject({
      author: { ...author, date: '2026-01-01T00:00:00Z' },
      message: 'Said\n\nso',
      parents: [],
    });
  });
});

describe('reading', () => {
  it('answers any expression, whatever it says, and goes on', async () => {
    const [oid = ''] = await writeCommits(git, 'refs/heads/main', [
      { message: 'm', parents: [], changes: [write('file', 'text')], date },
    ]);
    const odd = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string().map((text) => `HEAD:${text}`),
      fc.string().map((text) => `main@{${text}}`),
      fc.string().map((text) => `:/${text}`),
      fc.string().map((text) => `HEAD^{/${text}}`),
      fc.constantFrom('HEAD:./x', 'HEAD:../x', ':0:file', '@{-1}', 'HEAD^{', '--all', 'missing', `${oid} blob 3`),
    );
    await fc.assert(
      fc.asyncProperty(odd, async (expression) => {
        await git.read(expression);
        expect((await git.read('main'))?.oid).toBe(oid);
      }),
      { numRuns: 300 },
    );
  });

  it('finds what another process wrote meanwhile', async () => {
    expect(await git.read('later')).toBeUndefined();
    await runGit(git.directory, ['update-ref', 'refs/heads/later', 'main']);
    expect(await readRef(git, 'refs/heads/later')).toBe(await readRef(git, 'refs/heads/main'));
    expect(await readRef(git, 'later')).toBeUndefined();
  });

  it('brings many and large objects at once', async () => {
    const files = Array.from({ length: 50 }, (_, index) => write(`f${index}`, 'y'.repeat(index * 9_999)));
    const [oid = ''] = await writeCommits(git, 'refs/heads/large', [
      { message: 'l', parents: [], changes: files, date },
    ]);
    const sizes = await Promise.all(files.map(async ({ path }) => (await git.read(`${oid}:${path}`))?.content.length));
    expect(sizes).toEqual(files.map(({ content }) => content.length));
  });
});

describe('merging', () => {
  async function threeSides(names: { ours: string; theirs: string }): Promise<string[]> {
    const id = Math.random().toString(36).slice(2);
    const text = Array.from({ length: 20 }, (_, line) => `line ${line}`);
    const at = async (branch: string, parents: string[], changes: ReturnType<typeof write>[]): Promise<string> => {
      const [oid = ''] = await writeCommits(git, `refs/heads/${branch}-${id}`, [
        { message: branch, parents, changes, date },
      ]);
      return oid;
    };
    const lines = (line: number, word: string): string => text.with(line, word).join('\n');
    const base = await at('base', [], [write('both', text.join('\n')), write('left', '1'), write('right', '1')]);
    const ours = await at('ours', [base], [write('both', lines(0, names.ours)), write('left', '2')]);
    const theirs = await at('theirs', [base], [write('both', lines(19, names.theirs)), write('right', '2')]);
    return [base, ours, theirs];
  }

  it.each([
    ['lines', mergeTrees],
    ['files', mergeByFiles],
  ])('by %s takes what either side changed', async (_by, merge) => {
    const [base = '', , theirs = ''] = await threeSides({ ours: 'a', theirs: 'b' });
    const [moved = ''] = await writeCommits(git, 'refs/heads/moved', [
      { message: 'm', parents: [base], changes: [write('left', '3'), write('new', 'n')], date },
    ]);
    const { tree = '' } = await merge(git, moved, theirs);
    expect((await git.read(`${tree}:left`))?.content.toString()).toBe('3');
    expect((await git.read(`${tree}:right`))?.content.toString()).toBe('2');
    expect(await git.read(`${tree}:new`)).toBeDefined();
  });

  it('by files finds a conflict in a file that both sides changed, and in unrelated histories', async () => {
    const [, ours = '', theirs = ''] = await threeSides({ ours: 'a', theirs: 'b' });
    expect(await mergeByFiles(git, ours, theirs)).toEqual({});
    const [stranger = ''] = await writeCommits(git, 'refs/heads/stranger', [
      { message: 's', parents: [], changes: [write('s', 's')], date },
    ]);
    expect(await mergeTrees(git, ours, stranger)).toEqual({});
  });
});

describe('git itself', () => {
  it('says in its own words what was wrong', async () => {
    await expect(runGit(git.directory, ['rev-parse', '--verify', 'none'])).rejects.toThrow(
      /rev-parse.*ended with 128: fatal/,
    );
  });
});
