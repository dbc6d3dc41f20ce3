import type { ConditionNode } from './condition-node.ts';

export type ParsedConditions = { ok: true; node: ConditionNode } | { ok: false; message: string };

const maxDepth = 100;
const tokenPattern = /\s*(?:(&&|\|\||[()])|(\p{L}[\p{L}\p{Nd}_-]*))/uy;

/**
 * Parses translated conditions: `&&` binds tighter than `||`. Names must begin with a letter and hold letters, digits, `_`
 * and `-` only; `in` is an operator there (Argo Events 1.9 parses them as govaluate expressions).
 */
export function parseConditions(expression: string): ParsedConditions {
  const tokens = tokensOf(expression);
  if (typeof tokens === 'string') return { ok: false, message: tokens };
  const reader: Reader = { tokens, at: 0, depth: 0 };
  const node = parseAny(reader);
  if (node === undefined || reader.at < tokens.length) return { ok: false, message: describeEnd(reader) };
  return { ok: true, node };
}

interface Reader {
  tokens: string[];
  at: number;
  depth: number;
}

function tokensOf(expression: string): string[] | string {
  const tokens: string[] = [];
  let at = 0;
  while (at < expression.trimEnd().length) {
    tokenPattern.lastIndex = at;
    const match = tokenPattern.exec(expression);
    const token = match?.[1] ?? match?.[2];
    if (token === undefined || token === 'in') return `'${expression.slice(at)}' is not the name of a dependency`;
    tokens.push(token);
    at = tokenPattern.lastIndex;
  }
  return tokens;
}

function parseAny(reader: Reader): ConditionNode | undefined {
  return parseChain(reader, { operator: '||', kind: 'any', parsePart: parseAll });
}

function parseAll(reader: Reader): ConditionNode | undefined {
  return parseChain(reader, { operator: '&&', kind: 'all', parsePart: parsePrimary });
}

interface Chain {
  operator: string;
  kind: 'all' | 'any';
  parsePart: (reader: Reader) => ConditionNode | undefined;
}

function parseChain(reader: Reader, { operator, kind, parsePart }: Chain): ConditionNode | undefined {
  const parts: ConditionNode[] = [];
  do {
    if (parts.length > 0) reader.at++;
    const part = parsePart(reader);
    if (part === undefined) return undefined;
    parts.push(part);
  } while (reader.tokens[reader.at] === operator);
  const [only] = parts;
  return parts.length === 1 ? only : { kind, parts };
}

function parsePrimary(reader: Reader): ConditionNode | undefined {
  const token = reader.tokens[reader.at];
  if (token === undefined || token === ')' || token === '&&' || token === '||') return undefined;
  reader.at++;
  if (token === 'true' || token === 'false') return { kind: 'constant', value: token === 'true' };
  if (token !== '(') return { kind: 'dependency', name: token };
  reader.depth++;
  const inner = reader.depth > maxDepth ? undefined : parseAny(reader);
  reader.depth--;
  if (inner === undefined || reader.tokens[reader.at] !== ')') return undefined;
  reader.at++;
  return inner;
}

function describeEnd(reader: Reader): string {
  const token = reader.tokens[reader.at];
  return token === undefined ? 'the conditions end too early' : `'${token}' is not expected here`;
}
