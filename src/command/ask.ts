import type { RepositoryAddress } from '../github/github.ts';

/** A repository in which something was asked, from GitHub's signed payload. */
export interface AskedRepository extends RepositoryAddress {
  /** `owner/name`. */
  fullName: string;
  defaultBranch: string;
}

export interface Asker {
  login: string;
  isBot: boolean;
}

/** What every request has, whatever it asks for. */
export interface Ask {
  /** The delivery that brought it: asking twice in one delivery is asking once. */
  delivery: string;
  repository: AskedRepository;
  by: Asker;
}

/** One of the App's check runs. */
export interface AskedCheck {
  name: string;
  commit: string;
  externalId: string;
}
