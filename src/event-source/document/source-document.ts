import type { PreparedSource } from '../kinds.ts';

/** An EventSource of the operator, as far as it can be listened to. */
export interface SourceDocument {
  namespace: string;
  name: string;
  entries: SourceEntry[];
}

/** One event name of it. */
export interface SourceEntry {
  kind: string;
  event: string;
  /** All that was written for it: another text is another entry. */
  text: string;
  /** expr-lang over the event's data; undefined lets all through. */
  filter?: string;
  /** JSON of what is added to the data of each event under `metadata`. */
  metadata?: string;
  source: PreparedSource;
}
