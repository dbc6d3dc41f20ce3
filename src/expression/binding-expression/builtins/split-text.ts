import type { WorkBudget } from '../../pratt/work-budget.ts';
import { nilList, typedList, type Value } from '../values/value.ts';

interface Split {
  separator: string;
  /** How many parts at most; negative for all. */
  limit: bigint;
  keepsSeparator: boolean;
  budget: WorkBudget;
}

/** The parts of a text, as Go's `strings.SplitN` and `SplitAfterN` make them; without a separator its characters. */
export function splitText(text: string, { separator, limit, keepsSeparator, budget }: Split): Value {
  if (limit === 0n) return nilList();
  const most = limit < 0n ? Number.POSITIVE_INFINITY : Number(limit);
  budget.makeText(text.length);
  const parts = separator === '' ? splitCharacters(text, most) : splitBy(text, { separator, most, keepsSeparator });
  budget.makeElements(parts.length);
  return typedList('string', parts);
}

function splitCharacters(text: string, most: number): string[] {
  const characters = [...text];
  if (characters.length <= most) return characters;
  return [...characters.slice(0, most - 1), characters.slice(most - 1).join('')];
}

function splitBy(
  text: string,
  { separator, most, keepsSeparator }: { separator: string; most: number; keepsSeparator: boolean },
): string[] {
  const parts: string[] = [];
  let start = 0;
  while (parts.length < most - 1) {
    const at = text.indexOf(separator, start);
    if (at === -1) break;
    parts.push(text.slice(start, keepsSeparator ? at + separator.length : at));
    start = at + separator.length;
  }
  parts.push(text.slice(start));
  return parts;
}

interface Replacement {
  old: string;
  by: string;
  /** How often at most; negative for always. */
  limit: bigint;
  budget: WorkBudget;
}

/** A text with parts replaced, as Go's `strings.Replace` does it; nothing is found before each character and at the end. */
export function replaceText(text: string, { old, by, limit, budget }: Replacement): string {
  const most = limit < 0n ? Number.POSITIVE_INFINITY : Number(limit);
  budget.search(text.length);
  const parts = old === '' ? ['', ...text] : text.split(old);
  const count = old === '' ? parts.length : parts.length - 1;
  const times = Math.min(most, count);
  budget.makeText(text.length + times * by.length);
  if (old === '') return parts.map((part, index) => part + (index < times ? by : '')).join('');
  const head = parts.slice(0, times + 1).join(by);
  return [head, ...parts.slice(times + 1)].join(old);
}
