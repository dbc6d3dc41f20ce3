import { evaluateSelector } from '../../expression/binding-expression/evaluate-selector.ts';
import { splitConjunction } from '../../expression/binding-expression/split-conjunction.ts';
import type { EventEnvironments } from './make-environments.ts';

const maxQuoted = 200;

/** Why a selector did not match, as a sentence: which of the conditions that it joins with `&&` is false. */
export function explainSelector(
  selector: string,
  { plain, using }: Pick<EventEnvironments, 'plain' | 'using'>,
): string {
  const parts = splitConjunction(selector);
  const evaluated = parts.map((part) => ({ part, result: evaluateSelector(part, plain, using) }));
  // A part that says nothing by itself (a `let` before it, a bracket around several) would explain nothing.
  const isTold = evaluated.length > 1 && evaluated.every(({ result }) => result.ok);
  const broken = isTold ? evaluated.find(({ result }) => result.ok && !result.value) : undefined;
  return `\`${shorten(broken?.part ?? selector)}\` is false`;
}

function shorten(text: string): string {
  const line = text.trim().replace(/\s+/g, ' ');
  return line.length > maxQuoted ? `${line.slice(0, maxQuoted)}…` : line;
}
