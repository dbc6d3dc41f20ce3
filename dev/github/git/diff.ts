import type { GitRepository } from './git-repository.ts';
import type { TreeEntry } from './parse-objects.ts';

/** The empty tree, against which a first commit is compared. */
export const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

export interface PathChanges {
  added: string[];
  modified: string[];
  removed: string[];
}

export interface FileDifference {
  path: string;
  previousPath?: string;
  status: 'added' | 'modified' | 'removed' | 'renamed' | 'changed';
  /** The blob after the change; before it where the file was removed. */
  oid: string;
  additions: number;
  deletions: number;
}

interface Side {
  git: GitRepository;
  changes: PathChanges;
}

async function noteWhole(side: Side, entry: TreeEntry, path: string, list: 'added' | 'removed'): Promise<void> {
  if (entry.type !== 'tree') {
    side.changes[list].push(path);
    return;
  }
  for (const child of await side.git.readTree(entry.oid)) await noteWhole(side, child, `${path}/${child.name}`, list);
}

async function compareEntries(
  side: Side,
  path: string,
  before: TreeEntry | undefined,
  after: TreeEntry | undefined,
): Promise<void> {
  if (before?.oid === after?.oid && before?.mode === after?.mode) return;
  if (before?.type === 'tree' && after?.type === 'tree') {
    await compareTrees(side, `${path}/`, await side.git.readTree(before.oid), await side.git.readTree(after.oid));
    return;
  }
  if (before !== undefined && after !== undefined && before.type !== 'tree' && after.type !== 'tree') {
    side.changes.modified.push(path);
    return;
  }
  if (before !== undefined) await noteWhole(side, before, path, 'removed');
  if (after !== undefined) await noteWhole(side, after, path, 'added');
}

async function compareTrees(
  side: Side,
  prefix: string,
  before: readonly TreeEntry[],
  after: readonly TreeEntry[],
): Promise<void> {
  const old = new Map(before.map((entry) => [entry.name, entry]));
  const current = new Map(after.map((entry) => [entry.name, entry]));
  for (const name of new Set([...old.keys(), ...current.keys()])) {
    await compareEntries(side, `${prefix}${name}`, old.get(name), current.get(name));
  }
}

/** What a push says of a commit: paths only, a rename being one removed and one added. */
export async function listPathChanges(
  git: GitRepository,
  before: string | undefined,
  after: string,
): Promise<PathChanges> {
  const side: Side = { git, changes: { added: [], modified: [], removed: [] } };
  const old = before === undefined ? [] : await git.readTree(before);
  await compareTrees(side, '', old, await git.readTree(after));
  return side.changes;
}

const statuses: Record<string, FileDifference['status']> = {
  A: 'added',
  M: 'modified',
  D: 'removed',
  R: 'renamed',
  T: 'changed',
};

function parseRaw(fields: string[]): Map<string, FileDifference> {
  const differences = new Map<string, FileDifference>();
  while (fields[0]?.startsWith(':')) {
    const [, , oldOid = '', newOid = '', letter = 'M'] = (fields.shift() ?? '').slice(1).split(' ');
    const status = statuses[letter.charAt(0)] ?? 'modified';
    const first = fields.shift() ?? '';
    const path = status === 'renamed' ? (fields.shift() ?? '') : first;
    const difference: FileDifference = {
      path,
      status,
      oid: status === 'removed' ? oldOid : newOid,
      additions: 0,
      deletions: 0,
    };
    differences.set(path, status === 'renamed' ? { ...difference, previousPath: first } : difference);
  }
  return differences;
}

function addCounts(fields: string[], differences: Map<string, FileDifference>): void {
  while (fields.length > 0) {
    const [additions = '-', deletions = '-', named = ''] = (fields.shift() ?? '').split('\t');
    // A rename's counts are followed by both names; a binary file counts as "-".
    const path = named === '' ? (fields.splice(0, 2)[1] ?? '') : named;
    const difference = differences.get(path);
    if (difference === undefined) continue;
    difference.additions = additions === '-' ? 0 : Number(additions);
    difference.deletions = deletions === '-' ? 0 : Number(deletions);
  }
}

/** The files that differ between two trees or commits, renames found, in path order. */
export async function listDifferences(git: GitRepository, before: string, after: string): Promise<FileDifference[]> {
  const { stdout } = await git.run([
    'diff-tree',
    '-r',
    '-M',
    '-l10000',
    '--raw',
    '--no-abbrev',
    '--numstat',
    '-z',
    before,
    after,
  ]);
  const fields = stdout.toString('utf8').split('\0').slice(0, -1);
  const differences = parseRaw(fields);
  addCounts(fields, differences);
  return [...differences.values()].sort((one, other) => (one.path < other.path ? -1 : 1));
}
