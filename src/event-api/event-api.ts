import type { Logger } from 'pino';
import type { Records } from '../bus/event-bus.ts';
import type { ClusterClient } from '../kubernetes/create-kubernetes.ts';
import type { Binding } from './binding/read-binding.ts';
import type { MatchingMode } from './webhook-clients/match-client.ts';

/** What the Event API tells about itself. Labels are of few values. */
export interface EventApiMetrics {
  /** A request was answered. `by` is how its sender was known. */
  eventApiAnswered(answer: { status: number; by: 'token' | 'webhook' | 'nobody' }, seconds: number): void;
  /** What became of one binding at one event. */
  bindingDispatched(outcome: 'started' | 'repeated' | 'not-matched' | 'matched' | 'failed'): void;
  watchEventQueue(count: () => number): void;
}

export interface EventApiOptions {
  kubernetes: Pick<
    ClusterClient,
    | 'asCaller'
    | 'watchBindings'
    | 'readSecret'
    | 'readServiceAccount'
    | 'requestToken'
    | 'getWorkflow'
    | 'createObject'
    | 'patchObject'
  >;
  records: Pick<Records, 'get' | 'put' | 'list' | 'remove'>;
  /** `EVENT_OPERATION_QUEUE_SIZE` and `EVENT_WORKER_COUNT`. */
  queueSize: number;
  workerCount: number;
  /** Bindings that are in no cluster: the operator's documents and repositories have them. The empty namespace is all of them. */
  ownBindings?: (namespace: string) => Promise<readonly Binding[]>;
  /** What the policy says of webhook clients at this moment. */
  matchingMode: () => MatchingMode;
  metrics: EventApiMetrics;
  log: Pick<Logger, 'debug' | 'info' | 'warn' | 'error' | 'isLevelEnabled'>;
  /** Milliseconds since 1970. */
  now: () => number;
  /** Largest body that is read, and bytes of bodies in memory at most. */
  maxBytes?: number;
  maxBytesInHand?: number;
}
