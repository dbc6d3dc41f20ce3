/** A glob as the source of an RE2 expression, or where in it (offset in UTF-16 units) something is wrong. */
export type TranslatedGlob =
  | { ok: true; source: string; wildcards: number }
  | { ok: false; offset: number; message: string };

interface Reading {
  glob: string;
  at: number;
  source: string;
  wildcards: number;
  /** For each open brace: whether the group began at the start of a path segment. */
  groups: boolean[];
  atSegmentStart: boolean;
}

interface Token {
  source: string;
  isWildcard?: boolean;
  /** What follows begins a path segment. */
  atSegmentStart?: boolean;
}

/**
 * Translates one glob (without a leading `!`): `*` and `?` stay within a path segment, `**` crosses them, `[a-z]` and `[!a-z]` are
 * one character of a segment, `{a,b}` is a choice, `\` takes away the meaning of what follows. Names that start with a dot are
 * names like others.
 */
export function translateGlob(glob: string): TranslatedGlob {
  const reading: Reading = { glob, at: 0, source: '', wildcards: 0, groups: [], atSegmentStart: true };
  while (reading.at < glob.length) {
    const message = translateNext(reading);
    if (message !== undefined) return { ok: false, offset: reading.at, message };
  }
  if (reading.groups.length > 0) {
    return { ok: false, offset: glob.lastIndexOf('{'), message: 'the "{" has no "}"' };
  }
  return { ok: true, source: reading.source, wildcards: reading.wildcards };
}

function translateNext(reading: Reading): string | undefined {
  const character = characterAt(reading.glob, reading.at);
  if ('@+?*!'.includes(character) && reading.glob[reading.at + 1] === '(') {
    return `"${character}(" is not understood; write a choice as {a,b}, or \\( for a parenthesis`;
  }
  switch (character) {
    case '*':
      return translateStar(reading);
    case '?':
      return advance(reading, 1, { source: '[^/]', isWildcard: true });
    case '[':
      return translateClass(reading);
    case '{':
      reading.groups.push(reading.atSegmentStart);
      return advance(reading, 1, { source: '(?:', isWildcard: true, atSegmentStart: reading.atSegmentStart });
    case '}':
      return translateGroupEnd(reading);
    case ',':
      return translateComma(reading);
    case '\\':
      return translateEscape(reading);
    default:
      return advance(reading, character.length, { source: quote(character), atSegmentStart: character === '/' });
  }
}

function translateStar(reading: Reading): undefined {
  const { glob, at, atSegmentStart } = reading;
  if (glob[at + 1] !== '*') return advance(reading, 1, { source: '[^/]*', isWildcard: true });
  if (atSegmentStart && glob[at + 2] === '/')
    return advance(reading, 3, { source: '(?:.*/)?', isWildcard: true, atSegmentStart: true });
  return advance(reading, 2, { source: '.*', isWildcard: true });
}

function translateGroupEnd(reading: Reading): string | undefined {
  if (reading.groups.pop() === undefined) return 'the "}" has no "{" before it';
  return advance(reading, 1, { source: ')' });
}

function translateComma(reading: Reading): undefined {
  const groupAtSegmentStart = reading.groups.at(-1);
  if (groupAtSegmentStart === undefined) return advance(reading, 1, { source: ',' });
  return advance(reading, 1, { source: '|', atSegmentStart: groupAtSegmentStart });
}

function translateEscape(reading: Reading): string | undefined {
  const escaped = characterAt(reading.glob, reading.at + 1);
  if (escaped === '') return 'the "\\" at the end has nothing to escape';
  return advance(reading, 1 + escaped.length, { source: quote(escaped), atSegmentStart: escaped === '/' });
}

function translateClass(reading: Reading): string | undefined {
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
  return advance(reading, end + 1 - at, { source: negated ? `[^/${ranges}]` : `[${ranges}]`, isWildcard: true });
}

function readRanges(members: string[]): string | undefined {
  let source = '';
  for (let index = 0; index < members.length; index += 1) {
    const from = members[index] ?? '';
    const to = members[index + 1] === '-' ? members[index + 2] : undefined;
    if (to === undefined) {
      source += quote(from);
      continue;
    }
    if ((from.codePointAt(0) ?? 0) > (to.codePointAt(0) ?? 0)) return undefined;
    source += `${quote(from)}-${quote(to)}`;
    index += 2;
  }
  return source;
}

function advance(reading: Reading, length: number, token: Token): undefined {
  reading.at += length;
  reading.source += token.source;
  reading.wildcards += token.isWildcard === true ? 1 : 0;
  reading.atSegmentStart = token.atSegmentStart === true;
}

function characterAt(text: string, at: number): string {
  const codePoint = text.codePointAt(at);
  return codePoint === undefined ? '' : String.fromCodePoint(codePoint);
}

function quote(character: string): string {
  return /[a-zA-Z0-9_/]/.test(character) || character > '\u007f' ? character : `\\x{${hex(character)}}`;
}

function hex(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16);
}
