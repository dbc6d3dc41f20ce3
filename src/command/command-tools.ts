import type { Delivery } from '../bus/event-bus.ts';
import type { FlowTools } from '../flow/flow-tools.ts';
import type { GitHub, RepositoryAddress } from '../github/github.ts';
import type { GithubPeople } from '../github/people/people.ts';
import type { Problem } from '../problem/problem.ts';

/** What commands need from the world. */
export interface CommandTools extends FlowTools {
  github: GitHub & GithubPeople;
  /** What stands in front of a command's word in comments (`COMMAND_PREFIX`). */
  commandPrefix: string;
  /** A stored webhook of the App, or what was asked for by hand in that repository, as long as it is kept. */
  findDelivery: (id: string, repositoryId: number) => Promise<Delivery | undefined>;
  /** Lets run what a stranger proposes at exactly this commit; whoever asks has been found to have write permission. */
  approveHead: (approval: Approval) => Promise<Approved>;
}

export interface Approval {
  repository: RepositoryAddress;
  pullRequest: number;
  commit: string;
  /** Login of the person. */
  by: string;
  /** Of the check whose button was pressed: what tells whether it is the one that asks now. */
  mark?: string;
}

export type Approved =
  | { kind: 'approved' }
  | { kind: 'refused'; problem: Problem }
  | { kind: 'later'; problem: Problem; afterMs?: number };
