import type { Mismatch } from '../read-shape.ts';

/** How to write a value of the wrong type rightly. */
export function adviseOnType({ path, expected, found }: Mismatch): string {
  const field = path.findLast((part) => typeof part === 'string') ?? '';
  const isItem = typeof path.at(-1) === 'number';
  if (!isItem && field === 'value' && expected === 'a list of texts') {
    return 'Write a list, also for one value: value: ["main"].';
  }
  if (expected === 'a text' && ['number', 'bool'].includes(found)) {
    return `Write it in quotes, as a text: "${found === 'bool' ? 'true' : '42'}".`;
  }
  if (expected === 'true or false' || expected === 'a whole number') return `Write it as ${expected}, without quotes.`;
  return `Write it as ${expected}.`;
}
