import type { GithubResult, RepositoryAddress } from '../github.ts';

/** A token that opens one repository, for reading alone. */
export interface ReadToken {
  token: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

/** A repository that an installation reaches. */
export type ReachedRepository = Pick<RepositoryAddress, 'id' | 'owner' | 'name'>;

/** What the App asks of GitHub as itself, about where it is installed. No method throws for what GitHub answers. */
export interface GithubInstallations {
  /** A new token of an hour with `contents: read` of that repository and no other. */
  createReadToken(repository: Pick<RepositoryAddress, 'installationId' | 'id'>): Promise<GithubResult<ReadToken>>;
  /** Whether the installation is there and not suspended. */
  isActive(installationId: number): Promise<GithubResult<boolean>>;
  /** The id of the installation through which the App reaches `owner/name` now; undefined where it does not. */
  findInstallation(fullName: string): Promise<GithubResult<number | undefined>>;
  /** The ids of all installations of the App that are not suspended. */
  listInstallations(): Promise<GithubResult<Set<number>>>;
  /** One page of the repositories that an installation reaches, a hundred of them, asked with its own token. @param page from 1 */
  listRepositories(
    installationId: number,
    page: number,
  ): Promise<GithubResult<{ repositories: ReachedRepository[]; isLast: boolean }>>;
}
