import type { Caller } from '../caller/read-caller.ts';

/** One event as it was sent to the Event API. */
export interface ApiEvent {
  namespace: string;
  discriminator: string;
  metadata: Record<string, string[]>;
  /** JSON; null where the body was empty. */
  payload: unknown;
  /** Of the body, in bytes. */
  length: number;
  caller: Caller;
  /** What makes it the same event when it is sent again; undefined where the sender gave nothing. */
  deliveryKey: string | undefined;
}

/** What became of one binding at one event. */
export type BindingOutcome = {
  namespace: string;
  binding: string;
} /** Why is found out when it is asked for: an event may have hundreds of bindings that it does not match. */ & (
  | { kind: 'not-matched'; because: () => string }
  /** The binding matched and submits nothing. */
  | { kind: 'matched' }
  | { kind: 'started'; workflow: string; isRepeat: boolean; notes: string[] }
  | { kind: 'failed'; message: string }
);
