/** What tells which of two runs is about the newer event, whatever the order they came in. Times in milliseconds since 1970. */
export interface RunOrder {
  /** GitHub's time of the event. */
  occurredAt: number;
  /** When its webhook came in. */
  receivedAt: number;
  /** The push that it was: where the branch stood before, and after. */
  moved?: { before: string; after: string };
  /** When a person asked for it again; absent for the first attempt. */
  askedAt?: number;
}

export interface OrderedRun {
  order: RunOrder;
  delivery: string;
  attempt: number;
}

/**
 * Positive when `one` is the newer of the two, 0 for the very same run: one order of all runs, or two that race could each take
 * the other for older. GitHub's times have whole seconds, so the webhook's own time and at last its id decide.
 */
export function compareRuns(one: OrderedRun, other: OrderedRun): number {
  return (
    timeOf(one) - timeOf(other) ||
    one.order.receivedAt - other.order.receivedAt ||
    compareTexts(one.delivery, other.delivery) ||
    one.attempt - other.attempt
  );
}

/**
 * Whether `newer` takes the place of `older`. What a person asks for again is as new as that wish: it is not replaced by what was
 * there before. But its event is as old as it is, so it does not replace a newer one either.
 */
export function replaces(newer: OrderedRun, older: OrderedRun): boolean {
  return compareRuns(newer, older) > 0 && newer.order.occurredAt >= older.order.occurredAt;
}

function timeOf({ order }: OrderedRun): number {
  return order.askedAt ?? order.occurredAt;
}

function compareTexts(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
