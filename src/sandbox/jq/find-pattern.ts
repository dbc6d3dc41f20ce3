import { keepCompiled } from '../../expression/regular-expression/compile-regular-expression.ts';
import type { RegularMatch } from '../../expression/regular-expression/find-matches.ts';

/**
 * What to do with a text and a pattern: say whether it matches, list the matches, or cut the text at them; or say at which characters
 * another text begins in it.
 */
export type PatternRequest = [what: 'test' | 'match' | 'cut' | 'places', text: string, pattern: string, flags: string];

export interface JqMatch {
  offset: number;
  length: number;
  string: string;
  captures: JqCapture[];
}

/** `offset` is −1 and `string` null for a group that took no part. */
export interface JqCapture {
  name: string | null;
  offset: number;
  length: number;
  string: string | null;
}

/** Kept for all programs of a thread, whose memory is small. */
const compile = keepCompiled(50_000);

/** More would not fit into the program's memory anyway. */
const mostMatches = 50_000;
const known = /^[gim]*$/;

/**
 * Regular expressions as gojq has them: Go's syntax, the flags `g`, `i` and `m`; offsets and lengths count characters. The answer is
 * `[value]` or `[null, why not]`; for `cut` the value is `[[text before, captures], …, [text after]]`. How long it takes is bounded by
 * the thread's time.
 */
export function findPattern([what, text, pattern, flags]: PatternRequest): [unknown] | [null, string] {
  if (what === 'places') return [findPlaces(text, pattern)];
  if (!known.test(flags)) return [null, `unsupported regular expression flag: ${JSON.stringify(flags)}`];
  const full = (flags.includes('m') ? '(?s)' : '') + (flags.includes('i') ? '(?i)' : '') + pattern;
  const compiled = compile(full);
  if (!compiled.ok) return [null, `invalid regular expression ${JSON.stringify(full)}: ${compiled.message}`];
  if (what === 'test') {
    const isMatch = compiled.expression.test(text);
    return isMatch === undefined ? [null, 'the pattern takes too much work on so long a text'] : [isMatch];
  }
  const most = flags.includes('g') ? mostMatches + 1 : 1;
  const matches = compiled.expression.findAll(text, { most, spend: () => true });
  if (matches.length > mostMatches) return [null, `the pattern matches more than ${mostMatches} times`];
  return [what === 'match' ? describeMatches(text, matches) : cutAt(text, matches)];
}

function describeMatches(text: string, matches: RegularMatch[]): JqMatch[] {
  let offset = 0;
  let counted = 0;
  return matches.map((match) => {
    offset += countCharacters(text, counted, match.start);
    counted = match.start;
    const found = { offset, length: countCharacters(text, match.start, match.end) };
    return { ...found, string: text.slice(match.start, match.end), captures: describeCaptures(text, match, offset) };
  });
}

function cutAt(text: string, matches: RegularMatch[]): unknown[] {
  const starts = [0, ...matches.map(({ end }) => end)];
  const pieces = matches.map((match, index) => [
    text.slice(starts[index], match.start),
    describeCaptures(text, match, 0),
  ]);
  return [...pieces, [text.slice(starts.at(-1))]];
}

function describeCaptures(text: string, match: RegularMatch, offset: number): JqCapture[] {
  const names = new Map(Object.entries(match.names).map(([name, group]) => [group, name]));
  return match.groups.slice(1).map((group, index) => {
    const name = names.get(index + 1) ?? null;
    if (group === undefined) return { name, offset: -1, length: 0, string: null };
    return {
      name,
      offset: offset + countCharacters(text, match.start, group.start),
      length: countCharacters(text, group.start, group.end),
      string: text.slice(group.start, group.end),
    };
  });
}

/** Every place, also where they overlap. */
function findPlaces(text: string, part: string): number[] {
  const places: number[] = [];
  let [characters, counted] = [0, 0];
  for (let at = part === '' ? -1 : text.indexOf(part); at !== -1; at = text.indexOf(part, at + 1)) {
    characters += countCharacters(text, counted, at);
    counted = at;
    places.push(characters);
  }
  return places;
}

function countCharacters(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0xdc00 || unit > 0xdfff) count++;
  }
  return count;
}
