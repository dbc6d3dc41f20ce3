/** What a step takes: the characters of its ranges, or all others but `/`; without ranges that is any but `/`. */
export interface GlobCharacters {
  /** Code points from and to, both included. */
  ranges: [from: number, to: number][];
  negated: boolean;
}

/** One position in a glob; what follows it is the next one. */
export type GlobStep =
  /** Takes one character. */
  | { kind: 'one'; takes: GlobCharacters }
  /** Takes any number of characters; of all kinds where `takes` is undefined. */
  | { kind: 'many'; takes: GlobCharacters | undefined }
  /** Takes nothing and goes on at one of these steps, all of which lie further on. */
  | { kind: 'jump'; to: number[] };

/** A glob as steps, or where in it (offset in UTF-16 units) something is wrong. */
export type ReadGlob =
  | { ok: true; steps: GlobStep[]; wildcards: number }
  | { ok: false; offset: number; message: string };

interface Group {
  /** The group began at the start of a path segment. */
  atSegmentStart: boolean;
  /** Leads to the beginnings of the alternatives. */
  choice: Extract<GlobStep, { kind: 'jump' }>;
  /** Lead from the ends of the alternatives to what follows the group. */
  ends: Extract<GlobStep, { kind: 'jump' }>[];
}

interface Reading {
  glob: string;
  at: number;
  steps: GlobStep[];
  wildcards: number;
  /** The braces that are open. */
  groups: Group[];
  atSegmentStart: boolean;
}

interface Token {
  steps: GlobStep[];
  isWildcard?: boolean;
  /** What follows begins a path segment. */
  atSegmentStart?: boolean;
}

const inSegment: GlobCharacters = { ranges: [], negated: true };

/**
 * Reads one glob (without a leading `!`): `*` and `?` stay within a path segment, `**` crosses them, `[a-z]` and `[!a-z]` are
 * one character of a segment, `{a,b}` is a choice, `\` takes away the meaning of what follows. Names that start with a dot are
 * names like others.
 */
export function readGlob(glob: string): ReadGlob {
  const reading: Reading = { glob, at: 0, steps: [], wildcards: 0, groups: [], atSegmentStart: true };
  while (reading.at < glob.length) {
    const message = readNext(reading);
    if (message !== undefined) return { ok: false, offset: reading.at, message };
  }
  if (reading.groups.length > 0) {
    return { ok: false, offset: glob.lastIndexOf('{'), message: 'the "{" has no "}"' };
  }
  return { ok: true, steps: reading.steps, wildcards: reading.wildcards };
}

function readNext(reading: Reading): string | undefined {
  const character = characterAt(reading.glob, reading.at);
  if ('@+?*!'.includes(character) && reading.glob[reading.at + 1] === '(') {
    return `"${character}(" is not understood; write a choice as {a,b}, or \\( for a parenthesis`;
  }
  switch (character) {
    case '*':
      return readStar(reading);
    case '?':
      return advance(reading, 1, { steps: [{ kind: 'one', takes: inSegment }], isWildcard: true });
    case '[':
      return readClass(reading);
    case '{':
      return readGroup(reading);
    case '}':
      return readGroupEnd(reading);
    case ',':
      return readComma(reading);
    case '\\':
      return readEscape(reading);
    default:
      return advance(reading, character.length, { steps: [literal(character)], atSegmentStart: character === '/' });
  }
}

function readStar(reading: Reading): undefined {
  const { glob, at, atSegmentStart, steps } = reading;
  if (glob[at + 1] !== '*')
    return advance(reading, 1, { steps: [{ kind: 'many', takes: inSegment }], isWildcard: true });
  const anything: GlobStep = { kind: 'many', takes: undefined };
  if (atSegmentStart && glob[at + 2] === '/') {
    // Whole segments, or nothing at all.
    const orNothing: GlobStep = { kind: 'jump', to: [steps.length + 1, steps.length + 3] };
    return advance(reading, 3, { steps: [orNothing, anything, literal('/')], isWildcard: true, atSegmentStart: true });
  }
  return advance(reading, 2, { steps: [anything], isWildcard: true });
}

function readGroup(reading: Reading): undefined {
  const { steps, groups, atSegmentStart } = reading;
  const choice: Group['choice'] = { kind: 'jump', to: [steps.length + 1] };
  groups.push({ atSegmentStart, choice, ends: [] });
  return advance(reading, 1, { steps: [choice], isWildcard: true, atSegmentStart });
}

function readGroupEnd(reading: Reading): string | undefined {
  const group = reading.groups.pop();
  if (group === undefined) return 'the "}" has no "{" before it';
  for (const end of group.ends) end.to.push(reading.steps.length);
  return advance(reading, 1, { steps: [] });
}

function readComma(reading: Reading): undefined {
  const group = reading.groups.at(-1);
  if (group === undefined) return advance(reading, 1, { steps: [literal(',')] });
  const end: Group['choice'] = { kind: 'jump', to: [] };
  group.ends.push(end);
  group.choice.to.push(reading.steps.length + 1);
  return advance(reading, 1, { steps: [end], atSegmentStart: group.atSegmentStart });
}

function readEscape(reading: Reading): string | undefined {
  const escaped = characterAt(reading.glob, reading.at + 1);
  if (escaped === '') return 'the "\\" at the end has nothing to escape';
  return advance(reading, 1 + escaped.length, { steps: [literal(escaped)], atSegmentStart: escaped === '/' });
}

function readClass(reading: Reading): string | undefined {
  const { glob, at } = reading;
  const end = glob.indexOf(']', at + 1);
  if (end === -1) return 'the "[" has no "]"';
  const inner = glob.slice(at + 1, end);
  const negated = inner.startsWith('!') || inner.startsWith('^');
  const members = [...(negated ? inner.slice(1) : inner)];
  if (members.length === 0) return 'the "[]" names no character';
  if (members.includes('/')) return 'a "/" cannot stand between "[" and "]"';
  const ranges = readRanges(members);
  if (ranges === undefined) return `the range in "[${inner}]" is backwards`;
  return advance(reading, end + 1 - at, { steps: [{ kind: 'one', takes: { ranges, negated } }], isWildcard: true });
}

function readRanges(members: string[]): GlobCharacters['ranges'] | undefined {
  const ranges: GlobCharacters['ranges'] = [];
  for (let index = 0; index < members.length; index += 1) {
    const from = codePointOf(members[index] ?? '');
    const to = members[index + 1] === '-' ? members[index + 2] : undefined;
    if (to === undefined) {
      ranges.push([from, from]);
      continue;
    }
    if (from > codePointOf(to)) return undefined;
    ranges.push([from, codePointOf(to)]);
    index += 2;
  }
  return ranges;
}

function literal(character: string): GlobStep {
  const codePoint = codePointOf(character);
  return { kind: 'one', takes: { ranges: [[codePoint, codePoint]], negated: false } };
}

function advance(reading: Reading, length: number, token: Token): undefined {
  reading.at += length;
  reading.steps.push(...token.steps);
  reading.wildcards += token.isWildcard === true ? 1 : 0;
  reading.atSegmentStart = token.atSegmentStart === true;
}

function characterAt(text: string, at: number): string {
  const codePoint = text.codePointAt(at);
  return codePoint === undefined ? '' : String.fromCodePoint(codePoint);
}

function codePointOf(character: string): number {
  return character.codePointAt(0) ?? 0;
}
