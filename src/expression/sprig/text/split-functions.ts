import { allowsList, allowsText, type Call } from '../../go-value/call.ts';
import { fixed, type GoFunction } from '../../go-value/go-function.ts';
import { formatValue } from '../../go-value/print/print-value.ts';
import { typeName } from '../../go-value/type-name.ts';
import { type GoValue, itemsOf, type TypedList, type TypedMap, texts } from '../../go-value/value.ts';
import { compareBytes } from '../../path/json/bytes.ts';
import { textsOf } from '../text-of.ts';

/** Functions between texts and lists of texts. */
export const splitFunctions: Record<string, GoFunction> = {
  split: fixed(['text', 'text'], ([separator, text], call) => numbered(splitText(text, separator, -1), call)),
  splitn: fixed(['text', 'int', 'text'], ([separator, count, text], call) =>
    numbered(splitText(text, separator, count), call),
  ),
  splitList: fixed(['text', 'text'], ([separator, text], call) => {
    const parts = splitText(text, separator, -1);
    return allowsList(call, parts.length) ? texts(parts) : null;
  }),
  join: fixed(['text', 'any'], ([separator, list], call) => join(separator, list, call)),
  toStrings: fixed(['any'], ([list], call) => toTexts(list, call)),
  sortAlpha: fixed(['any'], ([list], call) => sortTexts(list, call)),
};

/** Go's `strings.SplitN`: an empty separator splits between characters; a count below zero means all parts, zero none. */
export function splitText(text: string, separator: string, count: number): string[] {
  if (count === 0) return [];
  if (separator === '') return explode(text, count);
  const parts: string[] = [];
  let from = 0;
  while (count < 0 || parts.length < count - 1) {
    const at = text.indexOf(separator, from);
    if (at === -1) break;
    parts.push(text.slice(from, at));
    from = at + separator.length;
  }
  return [...parts, text.slice(from)];
}

function explode(text: string, count: number): string[] {
  const characters = [...text];
  if (count < 0 || characters.length <= count) return characters;
  return [...characters.slice(0, count - 1), characters.slice(count - 1).join('')];
}

/** `_0`, `_1`, …: the parts under keys that a template can name. */
function numbered(parts: string[], call: Call): TypedMap | null {
  if (!allowsList(call, parts.length)) return null;
  return { kind: 'map', element: 'string', entries: new Map(parts.map((part, at) => [`_${at}`, part])) };
}

function join(separator: string, list: GoValue, call: Call): string | null {
  const parts = textsOf(list, call);
  const length = parts.reduce((sum, part) => sum + part.length + separator.length, 0);
  return allowsText(call, length) ? parts.join(separator) : null;
}

function toTexts(list: GoValue, call: Call): GoValue {
  return typeName(list) === '[]string' ? list : texts(textsOf(list, call));
}

/** Upstream sorts a list of texts in its place. */
function sortTexts(list: GoValue, call: Call): TypedList {
  const parts = itemsOf(list) === undefined ? [formatValue(list, call)] : textsOf(list, call);
  if (!call.spend(parts.length * 4)) return texts([]);
  parts.sort(compareBytes);
  const isTexts = typeName(list) === '[]string';
  if (isTexts) itemsOf(list)?.splice(0, parts.length, ...parts);
  return texts(parts);
}
