import { compareBytes } from '../../expression/path/json/bytes.ts';

/** The conditions with the dependencies' real names, as one text, or what is wrong with them. */
export type Translation = { ok: true; expression: string } | { ok: false; message: string };

const maxLength = 4_096;
/** Words that upstream's language keeps for itself; a dependency of that name cannot be written. */
const reserved = new Set('and or not in matches contains startsWith endsWith let nil'.split(' '));

/**
 * Argo Events 1.9 replaces names by textual concatenation, not by parsing: `-` becomes `_`; `&&`, `||` and parentheses become
 * pieces of text joined to what stands beside them, and the whole is evaluated as a text. So only names, `&&`, `||` and
 * parentheses work, and a comparison compares the two texts around it. Of dependencies whose names differ only in `-` and `_`
 * the last one wins.
 */
export function translateConditions(conditions: string, dependencies: readonly string[]): Translation {
  if (conditions.length > maxLength) return fail(`conditions have at most ${maxLength} characters`);
  const names = new Map(dependencies.map((name) => [name.replaceAll('-', '_'), name]));
  const tokens: Token[] = [];
  for (const piece of piecesOf(conditions.replaceAll('-', '_'))) {
    const read = readPiece(piece, names);
    if (typeof read === 'string') return fail(read);
    tokens.push(...read);
  }
  const misplaced = tokens.find((token, at) => (token.kind === 'operand') !== (at % 2 === 0));
  if (misplaced !== undefined) return fail(unexpected(misplaced.text));
  return tokens.length % 2 === 1 ? evaluate(tokens) : fail('the conditions end where a dependency is expected');
}

/** A text, or the operator between two of them. */
interface Token {
  kind: 'operand' | 'join' | 'compare';
  text: string;
  /** `true` or `false`, which is no text. */
  isConstant?: boolean;
}

const piecePattern = /&&|\|\||[=!<>]=|[\p{L}_$][\p{L}\p{N}_$]*|\S/gu;

function piecesOf(text: string): string[] {
  return text.match(piecePattern) ?? [];
}

/** What upstream's replacement makes of a piece, or what is wrong with it. */
function readPiece(piece: string, names: ReadonlyMap<string, string>): Token[] | string {
  const text: Token = { kind: 'operand', text: piece };
  const join: Token = { kind: 'join', text: piece };
  if (piece === '&&' || piece === '||') return [join, text, join];
  if (piece === '(') return [text, join];
  if (piece === ')') return [join, text];
  if (/^(?:[=!<>]=|<|>)$/.test(piece)) return [{ kind: 'compare', text: piece }];
  if (piece === 'true' || piece === 'false') return [{ ...text, isConstant: true }];
  if (!/^[\p{L}_$]/u.test(piece) || reserved.has(piece)) return unexpected(piece);
  const name = names.get(piece);
  return name === undefined ? `unknown name ${piece}` : [{ kind: 'operand', text: name }];
}

function evaluate(tokens: Token[]): Translation {
  const comparisons = tokens.filter((token) => token.kind === 'compare');
  const [comparison] = comparisons;
  if (comparison === undefined) {
    if (tokens.length > 1 && tokens.some((token) => token.isConstant)) return fail('true and false cannot be joined');
    return { ok: true, expression: textOf(tokens) };
  }
  if (comparisons.length > 1) return fail(unexpected(comparison.text));
  if (tokens.some((token) => token.isConstant))
    return fail(`true and false cannot be compared with ${comparison.text}`);
  const at = tokens.indexOf(comparison);
  const order = compareBytes(textOf(tokens.slice(0, at)), textOf(tokens.slice(at + 1)));
  return { ok: true, expression: String(isInOrder(order, comparison.text)) };
}

function textOf(tokens: Token[]): string {
  return tokens
    .filter((token) => token.kind === 'operand')
    .map((token) => token.text)
    .join('');
}

function isInOrder(order: number, comparison: string): boolean {
  if (order === 0) return comparison === '==' || comparison === '<=' || comparison === '>=';
  return comparison === '!=' || comparison.startsWith(order < 0 ? '<' : '>');
}

function unexpected(piece: string): string {
  return `'${piece}' is not expected here; conditions know dependency names, &&, || and parentheses`;
}

function fail(message: string): Translation {
  return { ok: false, message };
}
