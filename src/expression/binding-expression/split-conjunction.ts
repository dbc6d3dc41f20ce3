import { attempt } from '../pratt/expression-failure.ts';
import { checkLength } from '../pratt/limits.ts';
import type { BindingNode } from './syntax/binding-node.ts';
import { parseBinding } from './syntax/parse-binding.ts';

/** The texts that an expression joins with `&&` (or `and`) at its top, in order; the expression alone where it does not. */
export function splitConjunction(text: string): string[] {
  const parsed = attempt(() => {
    checkLength(text);
    return parseBinding(text, { dialect: '1.17', overridden: new Set() });
  });
  if (!parsed.ok) return [text];
  const characters = [...text];
  const operators = operatorsOf(parsed.value);
  if (operators.length === 0 || operators.some((at) => !isOperator(characters, at))) return [text];
  const starts = [0, ...operators.map((at) => at + operatorLength(characters, at))];
  return starts.map((start, index) => characters.slice(start, operators[index]).join('').trim());
}

/** Where the operators of a chain stand, in order; a chain leans to the left. */
function operatorsOf(node: BindingNode): number[] {
  if (node.kind !== 'binary' || (node.operator !== '&&' && node.operator !== 'and')) return [];
  return node.at === undefined ? [] : [...operatorsOf(node.left), node.at];
}

function operatorLength(characters: readonly string[], at: number): number {
  return characters[at] === '&' ? 2 : 3;
}

function isOperator(characters: readonly string[], at: number): boolean {
  const word = characters.slice(at, at + operatorLength(characters, at)).join('');
  return word === '&&' || word === 'and';
}
