import type { GithubResult, RepositoryAddress } from '../../github/github.ts';
import type { GithubInstallations, ReadToken } from '../../github/installations/installations.ts';

/** Tokens that runs read their repository with: one a repository, shared by all its runs. */
export interface RunTokens {
  /** Where git clones from, such as `https://github.com`. */
  webUrl: string;
  /** A token that lasts half an hour at least. Asked of GitHub once, however many ask for it meanwhile. */
  get(repository: Pick<RepositoryAddress, 'installationId' | 'id'>): Promise<GithubResult<ReadToken>>;
}

export interface RunTokensParts {
  github: Pick<GithubInstallations, 'createReadToken'>;
  webUrl: string;
  /** Milliseconds since 1970. */
  now: () => number;
}

/** A run that begins now has this long before its token has to be renewed. */
const leastMs = 30 * 60 * 1000;

interface KeptToken {
  asked: Promise<GithubResult<ReadToken>>;
  /** Undefined until GitHub has answered. */
  expiresAt?: number;
}

export function createRunTokens({ github, webUrl, now }: RunTokensParts): RunTokens {
  const tokens = new Map<string, KeptToken>();

  function isFresh({ expiresAt }: KeptToken): boolean {
    return expiresAt === undefined || expiresAt - now() >= leastMs;
  }

  async function ask(repository: Pick<RepositoryAddress, 'installationId' | 'id'>, key: string) {
    for (const [old, token] of tokens) if (!isFresh(token)) tokens.delete(old);
    const kept: KeptToken = { asked: github.createReadToken(repository) };
    tokens.set(key, kept);
    const made = await kept.asked;
    if (made.ok) kept.expiresAt = made.value.expiresAt;
    else if (tokens.get(key) === kept) tokens.delete(key);
    return made;
  }

  return {
    webUrl,
    get({ installationId, id }) {
      const key = `${installationId}/${id}`;
      const known = tokens.get(key);
      return known !== undefined && isFresh(known) ? known.asked : ask({ installationId, id }, key);
    },
  };
}
