import type { Logger } from 'pino';
import type { EventBus } from '../bus/event-bus.ts';
import type { FlowTools } from '../flow/flow-tools.ts';
import type { AsCaller } from '../github/caller/caller.ts';
import type { GithubPeople } from '../github/people/people.ts';
import type { StatusSigner } from './state/sign-status.ts';

/** What the API of manual runs needs from the world. */
export interface RunApiTools {
  bus: Pick<EventBus, 'publish' | 'find'>;
  /** GitHub with the token of whoever calls. */
  asCaller: AsCaller;
  people: Pick<GithubPeople, 'isOnBranch'>;
  /** To decide about what is asked as it will be decided once it is stored. */
  flow: Pick<FlowTools, 'github' | 'installations' | 'sandbox' | 'records'>;
  status: StatusSigner;
  /** `https://github.com` */
  webUrl: string;
  /** Where people reach this app; answers name whole addresses then. */
  publicUrl: string | undefined;
  /** Milliseconds since 1970. */
  now: () => number;
  newId: () => string;
  log: Pick<Logger, 'info' | 'warn' | 'error'>;
}
