import { parseBoolText } from '../../scalar/parse-bool-text.ts';
import { parseFloatText } from '../../scalar/parse-float.ts';
import { compareBytes } from '../json/bytes.ts';
import { trimBlanks } from '../json/scan.ts';
import { unescapeString } from '../json/strings.ts';
import { matchesWildcard } from '../matches-wildcard.ts';
import { exists, type PathValue } from '../path-value.ts';
import type { Reading } from './reading.ts';

/** `#(path operator value)`; without an operator it asks whether the path exists. */
export interface Query {
  path: string;
  /** `=`, `!=`, `<`, `<=`, `>`, `>=`, `%` (pattern), `!%`, or empty. */
  operator: string;
  value: string;
  /** `#(…)#`: all elements that match, not the first. */
  all: boolean;
}

/** Reads the query at the beginning of a path; `end` is the index after its closing bracket. Undefined if it never closes. */
export function parseQuery(path: string): { query: Query; end: number } | undefined {
  const scanned = scanQuery(path);
  if (scanned === undefined) return undefined;
  const { close, comparison, hasEscape } = scanned;
  if (comparison === 0) {
    return { query: { path: trimBlanks(path.slice(2, close)), operator: '', value: '', all: false }, end: close + 1 };
  }
  const { operator, value } = splitComparison(trimBlanks(path.slice(comparison, close)));
  const query = { path: trimBlanks(path.slice(2, comparison)), operator, value: unquote(value, hasEscape), all: false };
  return { query, end: close + 1 };
}

/** Finds the closing bracket, the place of the operator (0 when there is none) and whether a string has escapes. */
function scanQuery(path: string): { close: number; comparison: number; hasEscape: boolean } | undefined {
  let depth = 1;
  let comparison = 0;
  let hasEscape = false;
  for (let at = 2; at < path.length; at++) {
    const character = path.charAt(at);
    if (depth === 1 && comparison === 0 && '!=<>%'.includes(character)) {
      comparison = at;
      continue;
    }
    depth += nestingOf(character);
    if (depth === 0) return { close: at, comparison, hasEscape };
    if (character === '\\') at++;
    if (character !== '"') continue;
    const end = endOfQuotes(path, at);
    hasEscape ||= path.slice(at, end).includes('\\');
    at = end;
  }
  return undefined;
}

function nestingOf(character: string): number {
  if (character === '(' || character === '[') return 1;
  return character === ')' || character === ']' ? -1 : 0;
}

function splitComparison(text: string): { operator: string; value: string } {
  const operator = text.length === 1 ? text : (/^(?:==|!=|!%|<=|>=|<|>|=|%)/.exec(text)?.[0] ?? '');
  return { operator: operator === '==' ? '=' : operator, value: trimBlanks(text.slice(operator.length)) };
}

function unquote(value: string, hasEscape: boolean): string {
  if (value.length < 2 || !value.startsWith('"') || !value.endsWith('"')) return value;
  return hasEscape ? unescapeString(value.slice(1, -1)) : value.slice(1, -1);
}

/** True when what the query's path selected in an element passes its comparison. */
export function passesQuery(query: Query, selected: PathValue, spend: Reading['spend']): boolean {
  if (query.value.startsWith('~')) return passesTruth(query.operator, truthLike(query.value.slice(1), selected));
  if (!exists(selected)) return false;
  return query.operator === '' || compare(query, selected, spend);
}

function passesTruth(operator: string, truth: boolean | undefined): boolean {
  if (truth === undefined) return false;
  return operator === '' || compareTruth(operator, truth, 'true');
}

/** What `~true`, `~false`, `~null` and `~*` ask of a value; undefined for any other word. */
function truthLike(word: string, value: PathValue): boolean | undefined {
  if (word === '*') return exists(value);
  if (word === 'null') return value.type === 'Null';
  if (word !== 'true' && word !== 'false') return undefined;
  const truth = likelyTruth(value);
  return truth === undefined ? false : truth === (word === 'true');
}

function likelyTruth(value: PathValue): boolean | undefined {
  if (value.type === 'Null') return false;
  if (value.type === 'Number') return value.number !== 0;
  if (value.type === 'String') return parseBoolText(value.string.toLowerCase());
  return value.type === 'JSON' ? undefined : value.type === 'True';
}

function compare({ operator, value: expected }: Query, value: PathValue, spend: Reading['spend']): boolean {
  if (value.type === 'String') return compareString({ operator, expected }, value.string, spend);
  if (value.type === 'Number') return compareOrder(operator, value.number, parseFloatText(expected).value);
  if (value.type === 'True' || value.type === 'False') return compareTruth(operator, value.type === 'True', expected);
  return false;
}

function compareString(
  { operator, expected }: { operator: string; expected: string },
  text: string,
  spend: Reading['spend'],
): boolean {
  if (operator === '%') return matchesWildcard(text, expected, spend);
  if (operator === '!%') return !matchesWildcard(text, expected, spend);
  return compareOrder(operator, compareBytes(text, expected), 0);
}

function compareOrder(operator: string, left: number, right: number): boolean {
  switch (operator) {
    case '=':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
    default:
      return false;
  }
}

/** `true` is greater than `false`; compared with any other word only `!=` and the weak orders hold. */
function compareTruth(operator: string, truth: boolean, expected: string): boolean {
  if (operator === '=') return expected === String(truth);
  if (operator === '!=') return expected !== String(truth);
  if (operator === (truth ? '>=' : '<=')) return true;
  return operator === (truth ? '>' : '<') && expected === String(!truth);
}

/** The index of the quote that closes the one at `open`, or the text's length. */
export function endOfQuotes(path: string, open: number): number {
  let at = open + 1;
  while (at < path.length && path[at] !== '"') at += path[at] === '\\' ? 2 : 1;
  return at;
}
