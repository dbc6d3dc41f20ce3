export interface Signature {
  name: string;
  email: string;
  /** RFC 3339, with the offset the commit was made at. */
  date: string;
}

export interface Commit {
  oid: string;
  tree: string;
  parents: string[];
  author: Signature;
  committer: Signature;
  message: string;
}

export type EntryType = 'blob' | 'tree' | 'commit';

export interface TreeEntry {
  name: string;
  /** As git writes it in six digits: `100644`, `100755`, `120000` (symbolic link), `160000` (submodule), `040000` (directory). */
  mode: string;
  type: EntryType;
  oid: string;
}

const signaturePattern = /^(.*) <([^>]*)> (\d+) ([+-])(\d{2})(\d{2})$/;

function parseSignature(text: string): Signature {
  const [, name = '', email = '', seconds = '0', sign = '+', hours = '00', minutes = '00'] =
    signaturePattern.exec(text) ?? [];
  const offsetMs = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
  const local = new Date(Number(seconds) * 1000 + offsetMs).toISOString().slice(0, 19);
  return { name, email, date: offsetMs === 0 ? `${local}Z` : `${local}${sign}${hours}:${minutes}` };
}

/** Reads a commit object's content. */
export function parseCommit(oid: string, content: Buffer): Commit {
  const text = content.toString('utf8');
  const end = text.indexOf('\n\n');
  const lines = text.slice(0, end).split('\n');
  const valuesOf = (key: string): string[] =>
    lines.filter((line) => line.startsWith(`${key} `)).map((line) => line.slice(key.length + 1));
  return {
    oid,
    tree: valuesOf('tree')[0] ?? '',
    parents: valuesOf('parent'),
    author: parseSignature(valuesOf('author')[0] ?? ''),
    committer: parseSignature(valuesOf('committer')[0] ?? ''),
    message: text.slice(end + 2).replace(/\n$/, ''),
  };
}

function entryTypeOf(mode: string): EntryType {
  if (mode === '040000') return 'tree';
  return mode === '160000' ? 'commit' : 'blob';
}

/** Reads a tree object's content (SHA-1 repositories). */
export function parseTree(content: Buffer): TreeEntry[] {
  const entries: TreeEntry[] = [];
  let position = 0;
  while (position < content.length) {
    const space = content.indexOf(0x20, position);
    const zero = content.indexOf(0, space);
    const mode = content.toString('latin1', position, space).padStart(6, '0');
    entries.push({
      name: content.toString('utf8', space + 1, zero),
      mode,
      type: entryTypeOf(mode),
      oid: content.toString('hex', zero + 1, zero + 21),
    });
    position = zero + 21;
  }
  return entries;
}
