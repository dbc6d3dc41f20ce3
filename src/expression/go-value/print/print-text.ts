import { quoteBetween } from '../../scalar/quote-text.ts';
import { toBytes } from '../bytes.ts';
import { type Flags, pad } from './flags.ts';

/** A text as a verb prints it; undefined for a verb that prints no texts. */
export function printText(text: string, verb: string, flags: Flags): string | undefined {
  if (verb === 's' || (verb === 'v' && !flags.sharpV)) return pad(cut(text, flags), flags);
  if (verb === 'q' || verb === 'v') return printQuoted(cut(text, flags), flags);
  return verb === 'x' || verb === 'X' ? printBytes(text, verb, flags) : undefined;
}

function cut(text: string, { precision }: Flags): string {
  if (precision === undefined || precision >= text.length) return text;
  let [kept, left] = ['', precision];
  for (const character of text) {
    if (left-- <= 0) break;
    kept += character;
  }
  return kept;
}

function printQuoted(text: string, flags: Flags): string {
  if (flags.sharp && canStandRaw(text)) return pad(`\`${text}\``, flags);
  return pad(quoteBetween('"', text, flags.plus), flags);
}

/** Go: one line of valid UTF-8 without a backquote, control characters other than tabs, or a byte order mark. */
function canStandRaw(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are meant
  return text.isWellFormed() && !/[\x00-\x08\x0a-\x1f`\x7f\ufeff]/.test(text);
}

function printBytes(text: string, verb: string, flags: Flags): string {
  const bytes = toBytes(text).subarray(0, flags.precision);
  const prefix = flags.sharp ? `0${verb}` : '';
  const pairs = [...bytes].map((byte) => byte.toString(16).padStart(2, '0'));
  const shown = verb === 'X' ? pairs.map((pair) => pair.toUpperCase()) : pairs;
  if (shown.length === 0) return pad('', flags);
  const joined = flags.space ? shown.map((pair) => prefix + pair).join(' ') : prefix + shown.join('');
  return pad(joined, flags);
}
