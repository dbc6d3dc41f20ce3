/** How often, and how much of, an event is handled: all of it once, or again what a person asked for. */
export interface Handling {
  /** 1; more where people ask for a run again. Each attempt is a Workflow and a check run of its own. */
  attempt: number;
  /** Which of the event's checks are meant; absent: all of them. */
  only?: (checkName: string) => boolean;
  /** Told of each check that is to say what came of the event, once that is certain. */
  tell?: (checkName: string) => void;
}

export const firstHandling: Handling = { attempt: 1 };
