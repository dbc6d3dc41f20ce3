import { parseFloatText } from '../../scalar/parse-float.ts';
import { byteLength, compareBytes } from './bytes.ts';
import { endOfString } from './scan.ts';
import { unescapeString } from './strings.ts';

/** How `@pretty` lays JSON out; the names are those of its argument. */
export interface LayoutOptions {
  /** An array that fits in this many columns stays on one line. */
  width: number;
  prefix: string;
  indent: string;
  sortKeys: boolean;
}

export const defaultLayout: LayoutOptions = { width: 80, prefix: '', indent: '  ', sortKeys: false };

/** Deeper JSON is left as it stands by {@link prettyJson}. */
const maxDepth = 500;

/** The text without the blanks between values. */
export function compactJson(text: string): string {
  let out = '';
  for (let at = 0; at < text.length; at++) {
    if (text.charCodeAt(at) <= 0x20) continue;
    if (text[at] !== '"') {
      out += text[at];
      continue;
    }
    const end = stringEnd(text, at);
    out += text.slice(at, end);
    at = end - 1;
  }
  return out;
}

/** The text laid out over lines as gjson's `@pretty` does, ending in a line break. */
export function prettyJson(text: string, options: LayoutOptions = defaultLayout): string {
  const layout: Layout = { text, at: 0, options };
  const printed = printValue(layout, 0, options.prefix.length);
  const out = options.prefix + printed;
  return out === '' ? '' : `${out}\n`;
}

interface Layout {
  text: string;
  at: number;
  options: LayoutOptions;
}

/** Prints the value at the reader's place; `column` is where on its line it begins. */
function printValue(layout: Layout, depth: number, column: number): string {
  const { text } = layout;
  for (; layout.at < text.length; layout.at++) {
    const character = text.charAt(layout.at);
    if (character === '"') return take(layout, stringEnd(text, layout.at));
    if (/[-+\diIN]/.test(character) || (character === 'n' && text[layout.at + 1] !== 'u')) return takeNumber(layout);
    if (character === '{' || character === '[') return printContainer(layout, depth, column);
    const word = { t: 'true', f: 'false', n: 'null' }[character];
    if (word !== undefined) {
      layout.at += word.length;
      return word;
    }
  }
  return '';
}

function printContainer(layout: Layout, depth: number, column: number): string {
  const isArray = layout.text[layout.at] === '[';
  if (depth >= maxDepth) return take(layout, layout.text.length);
  if (isArray && layout.options.width > 0) {
    const line = tryOneLine(layout, layout.options.width - column);
    if (line !== undefined) return line;
  }
  return isArray ? printArray(layout, depth) : printObject(layout, depth);
}

/** An array without objects in it on one line, or undefined (and the reader unmoved) when it does not fit. */
function tryOneLine(layout: Layout, room: number): string | undefined {
  if (room <= 3) return undefined;
  const start = layout.at;
  const line = printLine(layout, room, 0);
  if (line !== undefined && byteLength(line) <= room) return line;
  layout.at = start;
  return undefined;
}

function printLine(layout: Layout, room: number, depth: number): string | undefined {
  const { text } = layout;
  const parts: string[] = [];
  let left = room;
  layout.at++;
  for (; layout.at < text.length; layout.at++) {
    const character = text.charAt(layout.at);
    if (character <= ' ' || character === ',') continue;
    if (character === ']') {
      layout.at++;
      return `[${parts.join(', ')}]`;
    }
    const part = printElement(layout, room, depth);
    left -= byteLength(part ?? '');
    if (part === undefined || left < 0) return undefined;
    parts.push(part);
    layout.at--;
  }
  return undefined;
}

/** An element on the line of its array; an object never stands on one. */
function printElement(layout: Layout, room: number, depth: number): string | undefined {
  const character = layout.text[layout.at];
  if (character === '{' || depth >= maxDepth) return undefined;
  return character === '[' ? printLine(layout, room, depth + 1) : printValue(layout, depth, 0);
}

function printArray(layout: Layout, depth: number): string {
  const column = indentation(layout, depth + 1).length;
  // The first element counts the line break before it, as upstream's width arithmetic does.
  const items = printItems(layout, ']', (_, index) => printValue(layout, depth + 1, index === 0 ? column + 1 : column));
  return wrap(layout, depth, items, ['[', ']']);
}

function printObject(layout: Layout, depth: number): string {
  const members: Member[] = [];
  const items = printItems(layout, '}', (character) => {
    if (character !== '"') return undefined;
    const key = take(layout, stringEnd(layout.text, layout.at));
    const column = indentation(layout, depth + 1).length + byteLength(key) + 3;
    const value = printValue(layout, depth + 1, column);
    members.push({ key, value });
    return `${key}: ${value}`;
  });
  if (!layout.options.sortKeys) return wrap(layout, depth, items, ['{', '}']);
  const sorted = members.toSorted(compareMembers).map((member) => `${member.key}: ${member.value}`);
  return wrap(layout, depth, sorted, ['{', '}']);
}

interface Member {
  key: string;
  value: string;
}

type PrintItem = (character: string, index: number) => string | undefined;

function printItems(layout: Layout, close: string, print: PrintItem): string[] {
  const items: string[] = [];
  layout.at++;
  for (; layout.at < layout.text.length; layout.at++) {
    const character = layout.text.charAt(layout.at);
    if (character <= ' ' || character === ',') continue;
    if (character === close) {
      layout.at++;
      return items;
    }
    const item = print(character, items.length);
    if (item === undefined) continue;
    items.push(item);
    layout.at--;
  }
  return items;
}

function wrap(layout: Layout, depth: number, items: string[], [open, close]: [string, string]): string {
  if (items.length === 0) return open + close;
  const inner = indentation(layout, depth + 1);
  return `${open}\n${items.map((item) => inner + item).join(',\n')}\n${indentation(layout, depth)}${close}`;
}

function indentation(layout: Layout, depth: number): string {
  return layout.options.prefix + layout.options.indent.repeat(depth);
}

function take(layout: Layout, end: number): string {
  const taken = layout.text.slice(layout.at, end);
  layout.at = end;
  return taken;
}

function takeNumber(layout: Layout): string {
  let end = layout.at + 1;
  while (end < layout.text.length && !/[\s,:\]}]/.test(layout.text.charAt(end))) end++;
  return take(layout, end);
}

function stringEnd(text: string, open: number): number {
  const end = endOfString(text, open);
  return end === -1 ? text.length : end;
}

/** By key, then by value: null < false < number < string < true < object or array. */
function compareMembers(left: Member, right: Member): number {
  return compareTokens(left.key, right.key) || compareTokens(left.value, right.value);
}

function compareTokens(left: string, right: string): number {
  const byRank = rank(left) - rank(right);
  if (byRank !== 0) return byRank;
  if (left.startsWith('"')) return compareBytes(unescapeString(left.slice(1, -1)), unescapeString(right.slice(1, -1)));
  if (rank(left) === 2) return parseFloatText(left).value - parseFloatText(right).value;
  return compareBytes(left, right);
}

function rank(token: string): number {
  const first = token.charAt(0);
  const ranks: Record<string, number> = { n: 0, '': 0, f: 1, '"': 3, t: 4, '[': 5, '{': 5 };
  return ranks[first] ?? 2;
}
