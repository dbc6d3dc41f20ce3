import { z } from 'zod';
import type { RepositoryFile } from './github.ts';

/** Shapes of git objects as GitHub's GraphQL gives them. */
export const blob = z.object({
  __typename: z.literal('Blob'),
  oid: z.string(),
  byteSize: z.number(),
  isBinary: z.boolean().nullish(),
  isTruncated: z.boolean(),
  text: z.string().nullish(),
});

export type Blob = z.infer<typeof blob>;

/** Any other kind of object. A blob that lacks a field is none of these but an answer that is not understood. */
const otherObject = z.object({ __typename: z.enum(['Tree', 'Commit', 'Tag']) });

/** A blob, or undefined for any other object and for none. */
export const maybeBlob = z
  .union([blob, otherObject])
  .nullish()
  .transform((object): Blob | undefined => (object && 'oid' in object ? object : undefined));

export interface TreeEntry {
  name: string;
  /** `100644` and kin in octal; tells plain files from symlinks (120000) and submodules (160000). */
  mode: number;
  object?: Blob | undefined;
}

const entry = z.object({ name: z.string(), mode: z.number(), object: maybeBlob });

/** The entries of a tree, none for any other object. */
export const maybeEntries = z
  .object({ entries: z.array(entry).nullish() })
  .nullish()
  .transform((object): TreeEntry[] => object?.entries ?? []);

/** The commit's id and message; an annotated tag is followed to its commit, whose message stays unknown. */
export const maybeCommit = z
  .union([
    z.object({ __typename: z.literal('Commit'), oid: z.string(), message: z.string().optional() }),
    z.object({ __typename: z.literal('Tag'), target: z.object({ __typename: z.string(), oid: z.string() }) }),
    z.object({ __typename: z.enum(['Tree', 'Blob']) }),
  ])
  .nullish()
  .transform((object): { oid: string; message?: string | undefined } | undefined => {
    if (object && 'target' in object) {
      return object.target.__typename === 'Commit' ? { oid: object.target.oid } : undefined;
    }
    return object && 'oid' in object ? { oid: object.oid, message: object.message } : undefined;
  });

export const blobFields = '__typename ... on Blob { oid byteSize isBinary isTruncated text }';

const maxTextBytes = 1024 * 1024;

/** A tree's entry is a plain file: no directory, symlink or submodule. */
export function isPlainFile(mode: number): boolean {
  return (mode & 0o170000) === 0o100000;
}

/** The file at `path`. Text that is binary, cut by GitHub or over 1 MiB is left out, never half given. */
export function toFile(path: string, found: Blob): RepositoryFile {
  const isWhole = found.isBinary !== true && !found.isTruncated && found.byteSize <= maxTextBytes;
  return {
    path,
    byteSize: found.byteSize,
    oid: found.oid,
    ...(isWhole && typeof found.text === 'string' ? { text: found.text } : {}),
  };
}

/** A commit's id or a ref's name, as git allows them: nothing that git would read as an expression (`a:b`, `a^`, `@{…}`). */
export function isRevision(text: string): boolean {
  return text !== '' && text.length <= 1024 && !/[\s:^~?*[\\\p{Cc}]|@\{|\.\.|^-/u.test(text);
}
