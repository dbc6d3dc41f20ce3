/** How often, and how much of, an event is handled: all of it once, or again what a person asked for. */
export interface Handling {
  /** 1; more where people ask for a run again. Each attempt is a Workflow and a check run of its own. */
  attempt: number;
  /** When it was asked for again, by GitHub's time of that, milliseconds since 1970. */
  askedAt?: number;
  /** Which of the event's checks are meant; absent: all of them. */
  only?: (checkName: string) => boolean;
  /** The commit that the check stands on, where the event by itself means the newest one of a branch. */
  at?: string;
  /** The commit that a comment stands on is known to be on a branch of this repository. */
  onBranch?: true;
  /** Told of each check that is to say what came of the event, once that is certain. */
  tell?: (checkName: string) => void;
  /** Told of each Workflow that was made. */
  made?: (run: { namespace: string; name: string }) => void;
}

export const firstHandling: Handling = { attempt: 1 };
