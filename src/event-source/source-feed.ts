/** What an EventSource heard, before it is stored. */
export interface HeardEvent {
  /** Names the event for good, under its EventSource and event name: what is heard twice runs once. */
  id: string;
  /** The event's data as Argo Events writes it: JSON text. */
  data: string;
  /** Milliseconds since 1970. */
  occurredAt: number;
}

/** What a running EventSource is handed: one for each event name in its spec. */
export interface SourceFeed {
  /**
   * Resolves once the event is durable: only then may its sender be told so, or an offset be committed. Rejects when it is not.
   * `filtered`: the EventSource's own filter does not let it through, so there is nothing to store. `unreadable`: it is too large or
   * nests too deep for those who would read it, so that it is not stored either.
   */
  publish(event: HeardEvent): Promise<'stored' | 'duplicate' | 'filtered' | 'unreadable'>;
  /** Aborted when the source is to stop: its document changed, the app stops, or another replica leads. */
  signal: AbortSignal;
}
