/** From at least so many to at most so many. */
export type Range = readonly [least: number, most: number];

/** What is right to come of something that was done: of each attempt that it makes of a check. */
export interface Outcome {
  conclusions: readonly string[];
  checks: Range;
  /** Workflows. */
  runs: Range;
}

/** What is to come, under one name, at one commit, of one thing that was done. */
export interface Expectation {
  /** `owner/name` */
  repository: string;
  sha: string;
  name: string;
  outcome: Outcome;
  /** What was done, for whoever reads that it failed. */
  deed: string;
  /** Whether somebody may ask for it once more. */
  isRepeatable: boolean;
}

/** All that was done, with what has to come of it. Of what it does not name nothing may come. */
export interface Ledger {
  expect(expectation: Expectation): Expectation;
  all(): readonly Expectation[];
  /** What is expected at a commit of a repository. */
  at(place: { repository: string; sha: string }): readonly Expectation[];
}

export function createLedger(): Ledger {
  const expectations: Expectation[] = [];
  const places = new Map<string, Expectation[]>();
  return {
    expect(expectation) {
      expectations.push(expectation);
      const key = keyOf(expectation);
      places.set(key, [...(places.get(key) ?? []), expectation]);
      return expectation;
    },
    all: () => expectations,
    at: (place) => places.get(keyOf(place)) ?? [],
  };
}

function keyOf({ repository, sha }: { repository: string; sha: string }): string {
  return `${repository}@${sha}`;
}

/** One attempt of each that was expected. */
export function sumOf(ranges: readonly Range[]): Range {
  return [ranges.reduce((sum, [least]) => sum + least, 0), ranges.reduce((sum, [, most]) => sum + most, 0)];
}
