import { countBytes, sliceBytes, toBinary } from '../../go-value/bytes.ts';
import type { Call } from '../../go-value/call.ts';
import { fixed, type GoFunction } from '../../go-value/go-function.ts';
import { isSpace, mapCharacters } from './characters.ts';

/** Functions that take something off a text. They count bytes. */
export const cutFunctions: Record<string, GoFunction> = {
  trim: fixed(['text'], ([text]) => trimBy(text, isSpace)),
  trimAll: fixed(['text', 'text'], ([cut, text]) => trimAll(text, cut)),
  trimall: fixed(['text', 'text'], ([cut, text]) => trimAll(text, cut)),
  trimPrefix: fixed(['text', 'text'], ([prefix, text]) => (text.startsWith(prefix) ? text.slice(prefix.length) : text)),
  trimSuffix: fixed(['text', 'text'], ([suffix, text]) =>
    text.endsWith(suffix) ? text.slice(0, text.length - suffix.length) : text,
  ),
  trunc: fixed(['int', 'text'], ([count, text]) => truncate(count, text)),
  substr: fixed(['int', 'int', 'text'], ([start, end, text], call) => substring({ start, end }, text, call)),
  abbrev: fixed(['int', 'text'], ([width, text]) => (width < 4 ? text : abbreviate(text, 0, width))),
  abbrevboth: fixed(['int', 'int', 'text'], ([left, right, text]) =>
    right < 4 || (left > 0 && right < 7) ? text : abbreviate(text, left, right),
  ),
  nospace: fixed(['text'], ([text]) => withoutSpace(text)),
  initials: fixed(['text'], ([text]) => initialsOf(text)),
};

function trimBy(text: string, cuts: (character: string) => boolean): string {
  const characters = [...text];
  let [start, end] = [0, characters.length];
  while (start < end && cuts(characters[start] ?? '')) start++;
  while (end > start && cuts(characters[end - 1] ?? '')) end--;
  return characters.slice(start, end).join('');
}

function trimAll(text: string, cut: string): string {
  const set = new Set(cut);
  return trimBy(text, (character) => set.has(character));
}

/** The first bytes, or with a negative count the last. */
function truncate(count: number, text: string): string {
  const size = countBytes(text);
  if (count < 0) return size + count > 0 ? sliceBytes(text, size + count, size) : text;
  return size > count ? sliceBytes(text, 0, count) : text;
}

function substring({ start, end }: { start: number; end: number }, text: string, call: Call): string | null {
  const size = countBytes(text);
  if (start < 0) {
    if (end < 0) return failSlice(`[:${end}]`, call);
    return end > size ? failSlice(`[:${end}] with length ${size}`, call) : sliceBytes(text, 0, end);
  }
  const last = end < 0 || end > size ? size : end;
  return start > last ? failSlice(`[${start}:${last}]`, call) : sliceBytes(text, start, last);
}

function failSlice(bounds: string, call: Call): null {
  return call.fail(`runtime error: slice bounds out of range ${bounds}`);
}

const mark = '...';

/** Dots where something is missing, before or behind; `width` is at least 4, with an offset 7. */
function abbreviate(text: string, offset: number, width: number): string {
  const size = countBytes(text);
  if (size <= width) return text;
  const room = width - mark.length;
  const from = size - Math.min(offset, size) < room ? size - room : Math.min(offset, size);
  if (from <= 4) return sliceBytes(text, 0, room) + mark;
  if (width < 7) return '';
  if (from + room >= size) return mark + sliceBytes(text, size - room, size);
  const rest = sliceBytes(text, from, size);
  return mark + (room < 4 ? '' : abbreviate(rest, 0, room));
}

/** Upstream takes each byte for a character once it leaves one out. */
function withoutSpace(text: string): string {
  const bytes = toBinary(text);
  const kept = mapCharacters(bytes, (byte) => (isSpace(byte) ? '' : byte));
  return kept.length === bytes.length ? text : kept;
}

/** Here too a byte is a character. */
function initialsOf(text: string): string {
  let isStart = true;
  return mapCharacters(toBinary(text), (byte) => {
    const isBlank = isSpace(byte);
    const isInitial = isStart && !isBlank;
    isStart = isBlank;
    return isInitial ? byte : '';
  });
}
