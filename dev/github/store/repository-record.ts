import type { GitRepository } from '../git/git-repository.ts';
import type { Account, Role } from './account.ts';
import type { Comment } from './comment.ts';

export interface LabelRecord {
  id: number;
  name: string;
}

/** An issue, or the issue side of a pull request: both share one sequence of numbers. */
export interface IssueRecord {
  id: number;
  number: number;
  title: string;
  body: string | null;
  user: Account;
  state: 'open' | 'closed';
  labels: LabelRecord[];
  comments: Comment[];
  createdAt: Date;
  updatedAt: Date;
  closedAt: Date | undefined;
}

export interface PullRequestRecord {
  id: number;
  issue: IssueRecord;
  draft: boolean;
  head: { repository: RepositoryRecord; ref: string; sha: string };
  base: { ref: string; sha: string };
  mergedAt: Date | undefined;
  mergedBy: Account | undefined;
  /** The trial merge while open, the merge itself once merged; absent where the sides conflict. */
  mergeCommitSha: string | undefined;
}

export interface ReleaseRecord {
  id: number;
  tag: string;
  target: string;
  name: string | null;
  body: string | null;
  draft: boolean;
  prerelease: boolean;
  author: Account;
  createdAt: Date;
  publishedAt: Date | undefined;
}

export interface DeploymentRecord {
  id: number;
  sha: string;
  ref: string;
  task: string;
  environment: string;
  description: string | null;
  payload: Record<string, unknown>;
  creator: Account;
  createdAt: Date;
}

export interface MergeGroupRecord {
  number: number;
  headRef: string;
  headSha: string;
  baseRef: string;
  baseSha: string;
}

export interface RepositoryRecord {
  id: number;
  owner: Account;
  name: string;
  private: boolean;
  description: string | null;
  defaultBranch: string;
  parent: RepositoryRecord | undefined;
  git: GitRepository;
  /** By login. The owner of a repository needs no entry. */
  roles: Map<string, Role>;
  labels: Map<string, LabelRecord>;
  nextNumber: number;
  issues: Map<number, IssueRecord>;
  pullRequests: Map<number, PullRequestRecord>;
  commitComments: Comment[];
  releases: ReleaseRecord[];
  deployments: DeploymentRecord[];
  mergeGroups: Map<number, MergeGroupRecord>;
  createdAt: Date;
  updatedAt: Date;
  pushedAt: Date;
}

export function fullNameOf(repository: RepositoryRecord): string {
  return `${repository.owner.login}/${repository.name}`;
}
