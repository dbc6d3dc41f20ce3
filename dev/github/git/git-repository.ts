import { type Commit, parseCommit, parseTree, type TreeEntry } from './parse-objects.ts';
import { createObjectReader, type GitObject } from './read-objects.ts';
import { type GitAnswer, type GitOptions, runGit } from './run-git.ts';

/** A bare repository on this machine, read through one long-lived process and written by short ones. */
export interface GitRepository {
  directory: string;
  run(args: readonly string[], options?: GitOptions): Promise<GitAnswer>;
  /** Any object by any name git knows; undefined where there is none. */
  read(expression: string): Promise<GitObject | undefined>;
  /** The commit that a name leads to, through annotated tags. */
  readCommit(name: string): Promise<Commit | undefined>;
  /** A tree's entries; the empty list where the name leads to no tree. */
  readTree(name: string): Promise<TreeEntry[]>;
  close(): Promise<void>;
}

export function openGitRepository(directory: string): GitRepository {
  const reader = createObjectReader(directory);
  return {
    directory,
    run: (args, options) => runGit(directory, args, options),
    read: (expression) => reader.read(expression),
    async readCommit(name) {
      const object = await reader.read(`${name}^{commit}`);
      return object?.type === 'commit' ? parseCommit(object.oid, object.content) : undefined;
    },
    async readTree(name) {
      const object = await reader.read(`${name}^{tree}`);
      return object?.type === 'tree' ? parseTree(object.content) : [];
    },
    close: () => reader.close(),
  };
}
