import { allowsText, type Call } from '../../go-value/call.ts';
import { fixed, type GoFunction, variadic } from '../../go-value/go-function.ts';
import { noFlags } from '../../go-value/print/flags.ts';
import { printText } from '../../go-value/print/print-text.ts';
import { formatValue } from '../../go-value/print/print-value.ts';
import type { GoValue } from '../../go-value/value.ts';
import { splitText } from './split-functions.ts';

/** Functions that put texts together or look into them. */
export const buildFunctions: Record<string, GoFunction> = {
  hello: fixed([], () => 'Hello!'),
  contains: fixed(['text', 'text'], ([part, text]) => text.includes(part)),
  hasPrefix: fixed(['text', 'text'], ([prefix, text]) => text.startsWith(prefix)),
  hasSuffix: fixed(['text', 'text'], ([suffix, text]) => text.endsWith(suffix)),
  replace: fixed(['text', 'text', 'text'], ([old, by, text], call) => replaceAll(text, { old, by }, call)),
  plural: fixed(['text', 'text', 'int'], ([one, many, count]) => (count === 1 ? one : many)),
  quote: variadic([], 'any', (_, values, call) =>
    printEach(values, call, (value) => printText(formatValue(value, call), 'q', noFlags) ?? ''),
  ),
  squote: variadic([], 'any', (_, values, call) => printEach(values, call, (value) => `'${formatValue(value, call)}'`)),
  cat: variadic([], 'any', (_, values, call) => printEach(values, call, (value) => formatValue(value, call))),
  toString: fixed(['any'], ([value], call) => formatValue(value, call)),
};

/** Blanks stand between the values; nil ones are left out. */
function printEach(values: GoValue[], call: Call, print: (value: GoValue) => string): string {
  const printed: string[] = [];
  let length = 0;
  for (const value of values) {
    if (value === null) continue;
    const text = print(value);
    length += text.length + 1;
    if (!allowsText(call, length)) return '';
    printed.push(text);
  }
  return printed.join(' ');
}

/** An empty text is found before each character and at the end. */
function replaceAll(text: string, { old, by }: { old: string; by: string }, call: Call): string {
  const parts = old === '' ? ['', ...text, ''] : splitText(text, old, -1);
  const length = text.length + (parts.length - 1) * (by.length - old.length);
  if (!call.spend(parts.length >> 3) || !allowsText(call, length)) return '';
  return old === '' ? [...text].map((character) => by + character).join('') + by : parts.join(by);
}
