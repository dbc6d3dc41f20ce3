import type { GitHub, GithubResult, RepositoryFiles } from './github.ts';

/** Reads kept at most; a repository's files are small. What is pushed now is asked for twice, what failed again when it is repeated. */
const maxReads = 1000;
/** Characters of files kept at most. */
const maxCharacters = 32 * 1024 * 1024;

type Read = Promise<GithubResult<RepositoryFiles | undefined>>;

/**
 * The same GitHub, but a commit's files are read once for all events about that commit (a push and its pull request, say): what
 * a commit holds never changes. Branches and failures are asked for anew each time; what a branch was found to hold is its commit’s.
 */
export function shareFileReads<Whole extends GitHub>(github: Whole): Whole {
  const reads = new Map<string, { read: Read; characters: number }>();

  function forgetOldest(): void {
    let characters = [...reads.values()].reduce((sum, each) => sum + each.characters, 0);
    for (const [key, each] of reads) {
      if (reads.size <= maxReads && characters <= maxCharacters) return;
      reads.delete(key);
      characters -= each.characters;
    }
  }

  /** What has no message says less than a read of the commit itself. */
  function remember(key: string, value: RepositoryFiles): void {
    if (value.message === undefined || reads.has(key)) return;
    reads.set(key, { read: Promise.resolve({ ok: true, value }), characters: countCharacters(value) });
    forgetOldest();
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
      if (known !== undefined) return await known.read;
      const entry = { read: github.readRepositoryFiles(repository, commitOrRef), characters: 0 };
      reads.set(key, entry);
      const result = await entry.read;
      if (result.ok && result.value !== undefined) entry.characters = countCharacters(result.value);
      else reads.delete(key);
      forgetOldest();
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
