import type { Surroundings } from './start-surroundings.ts';

export interface Proposal {
  /** Where the pull request is. */
  repository: string;
  fork: string;
  author: string;
  number: number;
  /** Its head. */
  sha: string;
}

export interface ProposalOptions {
  repository: string;
  /** Files of the head's commit. */
  files: Record<string, string>;
  author?: string;
  /** The branch that it is to go into; the default branch otherwise. */
  base?: string;
  /** Of the fork; several proposals of one author have several. */
  branch?: string;
}

let strangers = 0;

/** A stranger forks the repository, pushes a commit there and opens a pull request. */
export async function proposeFromFork({ github }: Surroundings, options: ProposalOptions): Promise<Proposal> {
  strangers += 1;
  const { repository, files, base, author = `mallory-${strangers}`, branch = 'gift' } = options;
  const fork = (await github.forkRepository({ repository, owner: author })).fullName;
  const { after: sha } = await github.push({ repository: fork, branch, files, sender: author });
  const into = base === undefined ? {} : { base };
  const { number } = await github.openPullRequest({ repository, head: `${author}:${branch}`, author, ...into });
  return { repository, fork, author, number, sha };
}
