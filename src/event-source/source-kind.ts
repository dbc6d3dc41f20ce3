import type { Logger } from 'pino';
import type { Records } from '../bus/event-bus.ts';
import type { ClusterClient } from '../kubernetes/create-kubernetes.ts';
import type { Problem } from '../problem/problem.ts';
import type { LocatedProblem } from '../sensor/validate/located-problem.ts';
import type { BodyRoom } from '../webhook/read-body.ts';
import type { HookPorts } from './port/hook-ports.ts';
import type { SourceFeed } from './source-feed.ts';

/** One entry `spec.<kind>.<event name>` of an EventSource, read. Paths of problems begin at the entry. */
export type ReadSource<Spec> =
  | { ok: true; spec: Spec; warnings: LocatedProblem[] }
  | { ok: false; problems: LocatedProblem[] };

/** Whose an event is: where its Secrets are, and what its tenant and name in the bus are made of. */
export interface SourcePlace {
  namespace: string;
  eventSource: string;
  event: string;
}

/** What a listening EventSource needs from the world. */
export interface SourceWorld {
  place: SourcePlace;
  cluster: ClusterClient;
  /** Small durable rows, such as a place to go on from. */
  records: Records;
  /** Milliseconds since 1970. */
  now: () => number;
  log: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** Told what keeps the source from listening, and `undefined` once it listens. */
  onTrouble: (problem: Problem | undefined) => void;
  /** Told of the HTTP status of each answer that the source gives, for metrics. */
  onAnswer: (status: number) => void;
  /** Told of an event that was left out because it cannot be read, for metrics and the log. */
  onUnreadable: (problem: Problem) => void;
  /** The ports that sources with endpoints share, and the memory for bodies that are under way. */
  ports: HookPorts;
  room: BodyRoom;
}

/**
 * One kind of EventSource: a line in the frame's table. Fields that all kinds share are the frame's: `filter` is asked and `metadata`
 * is added to the data when an event is published, so that a kind only has to know them as fields.
 */
export interface SourceKind<Spec> {
  /** Listened to by one replica only; the others by each. */
  leaderOnly: boolean | ((spec: Spec) => boolean);
  /** Reads JSON of which nothing is known. Never throws. */
  read(entry: unknown): ReadSource<Spec>;
  /** Listens until `feed.signal` is aborted, and resolves then. What may pass is tried again with growing pauses. */
  listen(spec: Spec, feed: SourceFeed, world: SourceWorld): Promise<void>;
}
