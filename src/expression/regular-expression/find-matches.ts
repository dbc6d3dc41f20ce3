import type { RE2JS } from 're2js';

/** Where a pattern matched. */
export interface RegularMatch {
  start: number;
  end: number;
  /** Where its groups begin and end, the first being the whole; undefined for a group that took no part. */
  groups: ({ start: number; end: number } | undefined)[];
  /** The numbers of the groups that have names. */
  names: Readonly<Record<string, number>>;
}

export interface MatchSearch {
  /** How many matches at most. */
  most: number;
  /** Asked before each search with the work it may take, instructions × characters left: `unitsPerMatchStep` each at the worst. */
  spend: (work: number) => boolean;
}

/**
 * Finds matches as Go does: one after the other, where an empty one right behind another counts as none. Stops where no more work
 * may be spent.
 */
export function findMatches(compiled: RE2JS, text: string, { most, spend }: MatchSearch): RegularMatch[] {
  const matcher = compiled.matcher(text);
  const names = compiled.namedGroups();
  // Where groups begin and end is carried along by each instruction.
  const size = compiled.programSize() * Math.max(1, compiled.groupCount() / 10);
  const matches: RegularMatch[] = [];
  let previousEnd = -1;
  for (let from = 0; from <= text.length && matches.length < most; ) {
    if (!spend(size * (text.length - from + 1)) || !matcher.find(from)) break;
    const [start, end] = [matcher.start(), matcher.end()];
    const isEmptyBehind = end === from && start === previousEnd;
    if (!isEmptyBehind) matches.push({ start, end, groups: readGroups(matcher), names });
    previousEnd = end;
    from = end > from ? end : from + characterLength(text, from);
  }
  return matches;
}

function readGroups(matcher: ReturnType<RE2JS['matcher']>): RegularMatch['groups'] {
  return Array.from({ length: matcher.groupCount() + 1 }, (_, group) => {
    const start = matcher.start(group);
    return start < 0 ? undefined : { start, end: matcher.end(group) };
  });
}

function characterLength(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}
