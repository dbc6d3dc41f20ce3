import type { GitRepository } from '../git/git-repository.ts';
import { type Commit, parseCommit, parseTree, type TreeEntry } from '../git/parse-objects.ts';
import type { GitObject } from '../git/read-objects.ts';

// GitHub cuts a blob's text here.
const longestText = 512 * 1024;
// git looks this far for a zero byte when it tells binary files from text.
const sniffedBytes = 8_000;

function common(typename: string, oid: string) {
  return {
    __typename: typename,
    id: Buffer.from(`${typename}:${oid}`).toString('base64'),
    oid,
    abbreviatedOid: oid.slice(0, 7),
  };
}

function blobValue({ content, oid }: GitObject) {
  const isBinary = content.subarray(0, sniffedBytes).includes(0);
  const isTruncated = content.length > longestText;
  return {
    ...common('Blob', oid),
    byteSize: content.length,
    isBinary,
    isTruncated,
    // A character that the cut would halve is left out.
    text: isBinary ? null : new TextDecoder().decode(content.subarray(0, longestText), { stream: isTruncated }),
  };
}

function entryValue(git: GitRepository, path: string, entry: TreeEntry): object {
  return {
    name: entry.name,
    path,
    type: entry.type,
    mode: Number.parseInt(entry.mode, 8),
    oid: entry.oid,
    size: async () => (entry.type === 'blob' ? ((await git.read(entry.oid))?.content.length ?? 0) : 0),
    object: () => (entry.type === 'commit' ? null : readObjectValue(git, entry.oid, path)),
  };
}

function treeValue(git: GitRepository, { content, oid }: GitObject, path: string) {
  const prefix = path === '' ? '' : `${path}/`;
  return {
    ...common('Tree', oid),
    entries: () => parseTree(content).map((entry) => entryValue(git, `${prefix}${entry.name}`, entry)),
  };
}

async function findFile(git: GitRepository, commit: Commit, path: string): Promise<object | null> {
  let tree = commit.tree;
  const parts = path.split('/');
  for (const [index, part] of parts.entries()) {
    const entry = (await git.readTree(tree)).find(({ name }) => name === part);
    if (entry === undefined) return null;
    if (index === parts.length - 1) return entryValue(git, path, entry);
    tree = entry.oid;
  }
  return null;
}

function toUtc(date: string): string {
  return `${new Date(date).toISOString().slice(0, 19)}Z`;
}

function commitValue(git: GitRepository, { content, oid }: GitObject) {
  const commit = parseCommit(oid, content);
  return {
    ...common('Commit', oid),
    message: commit.message,
    messageHeadline: commit.message.split('\n', 1)[0] ?? '',
    authoredDate: toUtc(commit.author.date),
    committedDate: toUtc(commit.committer.date),
    tree: () => readObjectValue(git, commit.tree, ''),
    file: ({ path }: { path: string }) => findFile(git, commit, path),
  };
}

function tagValue(git: GitRepository, { content, oid }: GitObject) {
  const target = /^object ([0-9a-f]+)$/m.exec(content.toString('utf8'))?.[1] ?? '';
  return { ...common('Tag', oid), target: () => readObjectValue(git, target, '') };
}

/** A git object as GraphQL shows it; null where the expression names none. `path` is where a tree hangs. */
export async function readObjectValue(git: GitRepository, expression: string, path: string): Promise<object | null> {
  const object = await git.read(expression);
  switch (object?.type) {
    case 'blob':
      return blobValue(object);
    case 'tree':
      return treeValue(git, object, path);
    case 'commit':
      return commitValue(git, object);
    case 'tag':
      return tagValue(git, object);
    case undefined:
      return null;
  }
}
