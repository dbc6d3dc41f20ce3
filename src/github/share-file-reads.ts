import type { GitHub, GithubResult, RepositoryFiles } from './github.ts';

/** Reads kept at most; a repository's files are small. What is pushed now is asked for twice, what failed again when it is repeated. */
const maxReads = 1000;
/** Characters of files kept at most. */
const maxCharacters = 32 * 1024 * 1024;

type Read = Promise<GithubResult<RepositoryFiles | undefined>>;

/**
 * The same GitHub, but a commit's files are read once for all events about that commit (a push and its pull request, say): what
 * a commit holds never changes. Branches and failures are asked for anew each time.
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

  return {
    ...github,
    async readRepositoryFiles(repository, commitOrRef) {
      if (!isCommit(commitOrRef)) return await github.readRepositoryFiles(repository, commitOrRef);
      const key = `${repository.installationId}/${repository.id}/${commitOrRef}`;
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
