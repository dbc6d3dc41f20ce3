import { toBytes } from '../../go-value/bytes.ts';
import type { Call } from '../../go-value/call.ts';
import { type GoFunction, variadic } from '../../go-value/go-function.ts';
import { print } from '../../go-value/print/printf.ts';
import type { GoValue } from '../../go-value/value.ts';

const htmlEscapes: Record<string, string> = {
  '\u0000': '\ufffd',
  '"': '&#34;',
  "'": '&#39;',
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
};
const scriptEscapes: Record<string, string> = { '\\': '\\\\', "'": "\\'", '"': '\\"' };

/** `html`, `js`, `urlquery`: the printed arguments, made safe for a place in another language. */
export const escapes: Record<string, GoFunction> = {
  html: variadic([], 'any', (_, values, call) =>
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the zero character is meant
    printAll(values, call).replace(/[\x00"'&<>]/g, (character) => htmlEscapes[character] ?? ''),
  ),
  js: variadic([], 'any', (_, values, call) =>
    printAll(values, call).replace(/[\\'"<>&=]|[^\x20-\x7f]/gu, escapeForScript),
  ),
  urlquery: variadic([], 'any', (_, values, call) => escapeForQuery(printAll(values, call))),
};

/** What is nil prints as a template would print it. */
function printAll(values: GoValue[], call: Call): string {
  return print(
    values.map((value) => value ?? '<no value>'),
    call,
  );
}

function escapeForScript(character: string): string {
  const known = scriptEscapes[character];
  if (known !== undefined) return known;
  const isShown = (character.codePointAt(0) ?? 0) > 0x7f && /[\p{L}\p{M}\p{N}\p{P}\p{S}]/u.test(character);
  if (isShown) return character;
  const code = character.isWellFormed() ? (character.codePointAt(0) ?? 0) : 0xfffd;
  return `\\u${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** Go's `url.QueryEscape`. */
function escapeForQuery(text: string): string {
  let escaped = '';
  for (const byte of toBytes(text)) {
    const character = String.fromCharCode(byte);
    if (character === ' ') escaped += '+';
    else if (/[A-Za-z0-9_.~-]/.test(character)) escaped += character;
    else escaped += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return escaped;
}
