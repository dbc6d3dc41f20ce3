/** Whether this replica is the one that watches, writes checks and keeps time. */
export interface Leadership {
  /** How long it surely still leads, in ms; 0 when it does not. What writes as the leader must be over by then. */
  remainingMs(): number;
  /** Gives the lead back, so that another replica need not wait for it to run out. */
  stop(): Promise<void>;
}

/** What begins when this replica begins to lead, and ends when it no longer does. */
export interface LeaderDuties {
  begin(): void;
  /** Resolves once nothing is under way. */
  end(): Promise<void>;
}

/** On a bus for one process there is nobody else. */
export function leadAlone(duties: LeaderDuties): Leadership {
  duties.begin();
  return { remainingMs: () => Number.POSITIVE_INFINITY, stop: () => duties.end() };
}
