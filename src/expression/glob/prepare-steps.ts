import type { GlobCharacters, GlobStep } from './read-glob.ts';

/** A glob that is ready to be matched. */
export interface StepMatcher {
  match(value: string): boolean;
  /** What the first match takes once, in units of a `WorkAllowance`. */
  firstWork: number;
  /** What each character of a value takes at most. */
  characterWork: number;
}

const wordBits = 32;
/** ASCII; what all others share is known for a glob that names none of them. */
const listed = 128;
const slash = 0x2f;

/**
 * Follows all ways through the steps at once, a bit for each step that may come next, so that no glob takes more than
 * a fixed time for each character. A value that no way is left for is given up at that character.
 */
export function prepareSteps(steps: readonly GlobStep[]): StepMatcher {
  const words = Math.floor(steps.length / wordBits) + 1;
  const jumps = listJumps(steps);
  const namesOthers = steps.some((step) => rangesOf(step).some(([, to]) => to >= listed));
  let tables: Tables | undefined;
  // One value is matched at a time.
  let places = new Int32Array(words);
  let next = new Int32Array(words);
  /** The tables for a character, and where in them its words are. */
  const find = (codePoint: number, ascii: Tables): [Tables, number] => {
    const isListed = codePoint < listed || !namesOthers;
    return isListed ? [ascii, Math.min(codePoint, listed) * words] : [tablesOf(codePoint, steps, words), 0];
  };
  const match = (value: string): boolean => {
    tables ??= fillTables(steps, words);
    places.fill(0);
    places[0] = 1;
    follow(places, jumps);
    for (let at = 0; at < value.length; at += 1) {
      const codePoint = value.codePointAt(at) ?? 0;
      if (codePoint > 0xffff) at += 1;
      const [of, offset] = find(codePoint, tables);
      if (!step(places, next, of, offset)) return false;
      follow(next, jumps);
      [places, next] = [next, places];
    }
    return hasBit(places, steps.length);
  };
  return {
    match,
    firstWork: 10 * listed * steps.length,
    characterWork: 20 + 6 * words + 2 * jumps.length + (namesOthers ? 10 * steps.length : 0),
  };
}

/** For each character, words of bits: the steps that take it and are left, and those that take it and stay. */
interface Tables {
  leaves: Int32Array;
  stays: Int32Array;
}

function fillTables(steps: readonly GlobStep[], words: number): Tables {
  const leaves = new Int32Array((listed + 1) * words);
  const stays = new Int32Array((listed + 1) * words);
  for (let codePoint = 0; codePoint <= listed; codePoint += 1) {
    const of = tablesOf(codePoint, steps, words);
    leaves.set(of.leaves, codePoint * words);
    stays.set(of.stays, codePoint * words);
  }
  return { leaves, stays };
}

function tablesOf(codePoint: number, steps: readonly GlobStep[], words: number): Tables {
  const leaves = new Int32Array(words);
  const stays = new Int32Array(words);
  for (const [index, step] of steps.entries()) {
    if (step.kind === 'one' && isAmong(codePoint, step.takes)) setBit(leaves, index);
    if (step.kind === 'many' && (step.takes === undefined || isAmong(codePoint, step.takes))) setBit(stays, index);
  }
  return { leaves, stays };
}

function isAmong(codePoint: number, { ranges, negated }: GlobCharacters): boolean {
  const isNamed = ranges.some(([from, to]) => codePoint >= from && codePoint <= to);
  return negated ? !isNamed && codePoint !== slash : isNamed;
}

function rangesOf(step: GlobStep): GlobCharacters['ranges'] {
  return step.kind === 'jump' ? [] : (step.takes?.ranges ?? []);
}

/** From and to, one behind the other, in the order of the steps: each leads further on, so that one pass follows all. */
function listJumps(steps: readonly GlobStep[]): Int32Array {
  return Int32Array.from(
    steps.flatMap((step, index) => {
      if (step.kind === 'one') return [];
      return step.kind === 'many' ? [index, index + 1] : step.to.flatMap((to) => [index, to]);
    }),
  );
}

/** One character further; false when no way is left. */
function step(places: Int32Array, next: Int32Array, { leaves, stays }: Tables, offset: number): boolean {
  let carry = 0;
  let left = 0;
  for (let word = 0; word < places.length; word += 1) {
    const here = places[word] ?? 0;
    const leaving = here & (leaves[offset + word] ?? 0);
    const reached = (leaving << 1) | carry | (here & (stays[offset + word] ?? 0));
    carry = leaving >>> (wordBits - 1);
    next[word] = reached;
    left |= reached;
  }
  return left !== 0;
}

function follow(places: Int32Array, jumps: Int32Array): void {
  for (let at = 0; at < jumps.length; at += 2) {
    if (hasBit(places, jumps[at] ?? 0)) setBit(places, jumps[at + 1] ?? 0);
  }
}

function hasBit(words: Int32Array, index: number): boolean {
  return ((words[index >>> 5] ?? 0) & (1 << (index & 31))) !== 0;
}

function setBit(words: Int32Array, index: number): void {
  words[index >>> 5] = (words[index >>> 5] ?? 0) | (1 << (index & 31));
}
