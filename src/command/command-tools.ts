import type { Delivery } from '../bus/event-bus.ts';
import type { Approved, HeadApproval } from '../flow/approval/approve-head.ts';
import type { FlowTools } from '../flow/flow-tools.ts';
import type { GitHub } from '../github/github.ts';
import type { GithubPeople } from '../github/people/people.ts';

/** What commands need from the world. */
export interface CommandTools extends FlowTools {
  github: GitHub & GithubPeople;
  /** What stands in front of a command's word in comments (`COMMAND_PREFIX`). */
  commandPrefix: string;
  /** A stored webhook of the App, or what was asked for by hand in that repository, as long as it is kept. */
  findDelivery: (id: string, repositoryId: number) => Promise<Delivery | undefined>;
  /** Stores an event of the app's own, to be carried out like any other. */
  publish: (delivery: Delivery) => Promise<unknown>;
  /** Lets run what a stranger proposes at exactly this commit; whoever asks has been found to have write permission. */
  approveHead: (approval: HeadApproval) => Promise<Approved>;
}
