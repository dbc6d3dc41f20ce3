import type { GitRepository } from './git-repository.ts';
import { fixedIdentity } from './run-git.ts';

export type FileMode = '100644' | '100755' | '120000' | '160000';

export type FileChange =
  | { kind: 'write'; path: string; content: Buffer; mode: Exclude<FileMode, '160000'> }
  | { kind: 'submodule'; path: string; oid: string }
  | { kind: 'delete'; path: string }
  | { kind: 'rename'; from: string; to: string };

export interface NewCommit {
  message: string;
  parents: string[];
  changes: FileChange[];
  /** The whole tree, before the changes; without it the first parent's. */
  tree?: string;
  author?: { name: string; email: string };
  date: Date;
}

function quotePath(path: string): string {
  return `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}

function dataOf(content: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`data ${content.length}\n`), content, Buffer.from('\n')]);
}

function changeOf(change: FileChange): Buffer {
  switch (change.kind) {
    case 'delete':
      return Buffer.from(`D ${quotePath(change.path)}\n`);
    case 'rename':
      return Buffer.from(`R ${quotePath(change.from)} ${quotePath(change.to)}\n`);
    case 'submodule':
      return Buffer.from(`M 160000 ${change.oid} ${quotePath(change.path)}\n`);
    case 'write':
      return Buffer.concat([
        Buffer.from(`M ${change.mode} inline ${quotePath(change.path)}\n`),
        dataOf(change.content),
      ]);
  }
}

function commitOf(commit: NewCommit, ref: string, mark: { own: number; first: string | undefined }): Buffer[] {
  const author = commit.author ?? fixedIdentity;
  const when = `${Math.floor(commit.date.getTime() / 1000)} +0000`;
  const [, ...others] = commit.parents;
  return [
    Buffer.from(`commit ${ref}\nmark :${mark.own}\n`),
    Buffer.from(`author ${author.name} <${author.email}> ${when}\n`),
    Buffer.from(`committer ${author.name} <${author.email}> ${when}\n`),
    dataOf(Buffer.from(commit.message)),
    Buffer.from(mark.first === undefined ? '' : `from ${mark.first}\n`),
    ...others.map((parent) => Buffer.from(`merge ${parent}\n`)),
    Buffer.from(commit.tree === undefined ? '' : `M 040000 ${commit.tree} ""\n`),
    ...commit.changes.map(changeOf),
    Buffer.from('\n'),
  ];
}

/**
 * Writes commits on top of one another with one `git fast-import` and lets the ref point at the last. Only the first one's
 * `parents[0]` counts: each other one stands on the one before. Answers the commits' ids in order.
 */
export async function writeCommits(git: GitRepository, ref: string, commits: readonly NewCommit[]): Promise<string[]> {
  const parts: Buffer[] = [Buffer.from(`reset ${ref}\n\n`)];
  for (const [index, commit] of commits.entries()) {
    const first = index === 0 ? commit.parents[0] : `:${index}`;
    parts.push(...commitOf(commit, ref, { own: index + 1, first }), Buffer.from(`get-mark :${index + 1}\n`));
  }
  parts.push(Buffer.from('done\n'));
  const { stdout } = await git.run(['fast-import', '--quiet', '--force', '--done'], { input: Buffer.concat(parts) });
  return stdout.toString('utf8').trim().split('\n');
}
