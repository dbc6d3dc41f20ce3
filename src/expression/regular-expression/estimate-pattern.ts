/** What compiling a pattern takes, told from its text. */
export interface PatternEstimate {
  /** Instructions, never fewer than it really has, and seldom more than a few times as many. */
  instructions: number;
  /** Units of a `WorkAllowance`. */
  work: number;
}

/** For any pattern, however short: the automaton that is built of it, and the memory that it takes. */
const unitsPerPattern = 400_000;
const unitsPerInstruction = 3_000;
/** `\p{…}` is a table with hundreds of ranges. */
const unitsPerUnicodeClass = 60_000;

/** What stands between parentheses: what is finished, and the last atom, which a repetition behind it multiplies. */
interface Group {
  finished: number;
  atom: number;
}

/** The groups that are open, the innermost last; there is always one. */
type Groups = [Group, ...Group[]];

/** The most that follows of the repetitions and classes of a pattern, without compiling it: `(x{1000}){1000}` has 15 characters. */
export function estimatePattern(pattern: string): PatternEstimate {
  const groups: Groups = [{ finished: 0, atom: 0 }];
  let unicodeClasses = 0;
  for (let at = 0; at < pattern.length; ) {
    const { kind, end } = readPart(pattern, at);
    const text = pattern.slice(at, end);
    addPart(groups, kind, text);
    if (kind === 'other') unicodeClasses += countUnicodeClasses(text);
    at = end;
  }
  const instructions = groups.reduce((sum, { finished, atom }) => sum + finished + atom, 4);
  return {
    instructions,
    work: unitsPerPattern + unitsPerInstruction * instructions + unitsPerUnicodeClass * unicodeClasses,
  };
}

function addPart(groups: Groups, kind: Part['kind'], text: string): void {
  const group = groups.at(-1) ?? groups[0];
  switch (kind) {
    case 'open':
      groups.push({ finished: 0, atom: 0 });
      return;
    case 'close':
      if (groups.length > 1) groups.pop();
      begin(groups.at(-1) ?? groups[0], group.finished + group.atom + 3);
      return;
    case 'count':
      group.atom = Math.max(group.atom, 1) * multiplierOf(text) + 1;
      return;
    case 'repeat':
      group.atom += 2;
      return;
    case 'nothing':
      return;
    default:
      begin(group, kind === 'literal' ? text.length : 1);
  }
}

function begin(group: Group, atom: number): void {
  group.finished += group.atom;
  group.atom = atom;
}

interface Part {
  kind: 'open' | 'close' | 'count' | 'repeat' | 'literal' | 'other' | 'nothing';
  end: number;
}

const flags = /\(\?[a-zA-Z-]+\)/y;
const opening = /\((?:\?(?:P?<\w*>|[a-zA-Z-]*:))?/y;
const count = /\{\d+(?:,\d*)?\}/y;

function readPart(pattern: string, at: number): Part {
  const character = pattern[at];
  flags.lastIndex = at;
  if (flags.test(pattern)) return { kind: 'nothing', end: flags.lastIndex };
  opening.lastIndex = at;
  if (opening.test(pattern)) return { kind: 'open', end: opening.lastIndex };
  if (character === ')') return { kind: 'close', end: at + 1 };
  if (character !== undefined && '*+?'.includes(character)) return { kind: 'repeat', end: at + 1 };
  if (character === '[') return { kind: 'other', end: findClassEnd(pattern, at) };
  if (character === '\\') return readEscape(pattern, at);
  count.lastIndex = at;
  if (character === '{' && count.test(pattern)) return { kind: 'count', end: count.lastIndex };
  return { kind: 'other', end: at + 1 };
}

function readEscape(pattern: string, at: number): Part {
  const next = pattern[at + 1] ?? '';
  if (next === 'Q') {
    const end = pattern.indexOf('\\E', at);
    const kind = end === at + 2 ? 'nothing' : 'literal';
    return { kind, end: end === -1 ? pattern.length : end + 2 };
  }
  const isNamed = 'pPx'.includes(next) && pattern[at + 2] === '{';
  const end = isNamed ? pattern.indexOf('}', at) + 1 : at + 2;
  return { kind: 'other', end: end <= at ? pattern.length : end };
}

/** A bracket right at the beginning is one of the class. */
function findClassEnd(pattern: string, from: number): number {
  let at = from + (pattern[from + 1] === '^' ? 3 : 2);
  for (; at < pattern.length; at++) {
    if (pattern[at] === ']') return at + 1;
    if (pattern[at] === '\\') at++;
    else if (pattern.startsWith('[:', at)) at = Math.max(at, pattern.indexOf(':]', at));
  }
  return pattern.length;
}

/** `x{2,5}` is five times x, of which three stand in an option each. */
function multiplierOf(text: string): number {
  const [, least = '0', comma, most = ''] = /\{(\d+)(,)?(\d*)\}/.exec(text) ?? [];
  if (comma === undefined) return Math.max(1, Number(least));
  return most === '' ? Number(least) + 2 : Math.max(1, 2 * Number(most));
}

function countUnicodeClasses(text: string): number {
  return text.match(/\\[pP]/g)?.length ?? 0;
}
