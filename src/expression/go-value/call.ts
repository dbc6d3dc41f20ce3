/** What a rendering takes from the outside, so that the same template over the same event always says the same. */
export interface World {
  /** What `now` is; a function that needs it fails when it is not known. */
  now?: Date;
  /** A whole number from 0 up to and without `below`; a function that needs randomness fails without it. */
  random?: (below: number) => number;
}

/** What a function may use besides its arguments. */
export interface Call {
  world: World;
  /** Notes why the call fails; the first reason counts, and nothing is printed after it. */
  fail: (message: string) => null;
  /** Counts work; false when none is left, and then the call has failed. */
  spend: (steps: number) => boolean;
}

/** Characters of one text; a Workflow's object may hold about as many bytes. */
export const maxTextLength = 1_000_000;
/** Elements of one list, entries of one map. */
export const maxListLength = 100_000;
/** How deep values may nest; JSON that nests deeper than 500 is refused before. */
export const maxNesting = 600;

/** Fails when a text of this length may not be made. */
export function allowsText(call: Call, length: number): boolean {
  if (length <= maxTextLength) return call.spend(length >> 6);
  call.fail(`a text of more than ${maxTextLength} characters`);
  return false;
}

/** Fails when a list of this length may not be made. */
export function allowsList(call: Call, length: number): boolean {
  if (length <= maxListLength) return call.spend(length);
  call.fail(`a list of more than ${maxListLength} elements`);
  return false;
}
