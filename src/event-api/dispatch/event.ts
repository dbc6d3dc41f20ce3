import type { Caller } from '../caller/read-caller.ts';

/** One event as it was sent to the Event API. */
export interface ApiEvent {
  namespace: string;
  discriminator: string;
  metadata: Record<string, string[]>;
  /** JSON; null where the body was empty. */
  payload: unknown;
  caller: Caller;
  /** What makes it the same event when it is sent again; undefined where the sender gave nothing. */
  deliveryKey: string | undefined;
}

/** What became of one binding at one event. */
export type BindingOutcome = { namespace: string; binding: string } & (
  | { kind: 'not-matched'; because: string }
  /** The binding matched and submits nothing. */
  | { kind: 'matched' }
  | { kind: 'started'; workflow: string; isRepeat: boolean; notes: string[] }
  | { kind: 'failed'; message: string }
);
