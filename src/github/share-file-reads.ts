import type { GitHub, GithubResult, RepositoryFiles } from './github.ts';

/** Reads kept at most; a repository's files are small. What is pushed now is asked for twice, what failed again when it is repeated. */
const maxReads = 1000;
/** Characters of files kept at most. */
const maxCharacters = 32 * 1024 * 1024;

interface Read {
  result: Promise<GithubResult<RepositoryFiles | undefined>>;
  /** 0 until it is there. */
  characters: number;
}

/**
 * The same GitHub, but a commit's files are read once for all events about that commit (a push and its pull request, say): what
 * a commit holds never changes. Branches and failures are asked for anew each time; what a branch was found to hold is its commit’s.
 */
export function shareFileReads<Whole extends GitHub>(github: Whole): Whole {
  const reads = new Map<string, Read>();
  let characters = 0;

  function forgetOldest(): void {
    for (const [key, each] of reads) {
      if (reads.size <= maxReads && characters <= maxCharacters) return;
      reads.delete(key);
      characters -= each.characters;
    }
  }

  function count(read: Read, value: RepositoryFiles): void {
    read.characters = countCharacters(value);
    characters += read.characters;
    forgetOldest();
  }

  /** What has no message says less than a read of the commit itself. */
  function remember(key: string, value: RepositoryFiles): void {
    if (value.message === undefined || reads.has(key)) return;
    const read: Read = { result: Promise.resolve({ ok: true, value }), characters: 0 };
    reads.set(key, read);
    count(read, value);
  }

  return {
    ...github,
    async readRepositoryFiles(repository, commitOrRef) {
      const keyOf = (commit: string) => `${repository.installationId}/${repository.id}/${commit}`;
      if (!isCommit(commitOrRef)) {
        const newest = await github.readRepositoryFiles(repository, commitOrRef);
        if (newest.ok && newest.value !== undefined) remember(keyOf(newest.value.commit), newest.value);
        return newest;
      }
      const key = keyOf(commitOrRef);
      const known = reads.get(key);
      if (known !== undefined) return await known.result;
      const read: Read = { result: github.readRepositoryFiles(repository, commitOrRef), characters: 0 };
      reads.set(key, read);
      const result = await read.result;
      // Others may have pushed it out meanwhile.
      if (reads.get(key) !== read) return result;
      if (result.ok && result.value !== undefined) count(read, result.value);
      else reads.delete(key);
      return result;
    },
  };
}

function isCommit(text: string): boolean {
  return /^[0-9a-f]{40}$/.test(text);
}

function countCharacters({ configuration, workflows }: RepositoryFiles): number {
  const files = configuration === undefined ? workflows : [configuration, ...workflows];
  return files.reduce((sum, { text }) => sum + (text?.length ?? 0), 0);
}
