import { type Token, tokenize } from './tokenize.ts';

export type Expression =
  | { kind: 'literal'; value: string | number | boolean | null }
  | { kind: 'path'; segments: string[] }
  | { kind: 'list'; items: Expression[] }
  | { kind: 'unary'; operator: '!' | '-'; operand: Expression }
  | { kind: 'binary'; operator: string; left: Expression; right: Expression }
  | { kind: 'choice'; condition: Expression; yes: Expression; no: Expression }
  | { kind: 'call'; name: string; parameters: Expression[] };

type Parsed = { ok: true; expression: Expression } | { ok: false; message: string };

const precedence: Record<string, number> = {
  '??': 1,
  '||': 2,
  or: 2,
  '&&': 3,
  and: 3,
  '==': 4,
  '!=': 4,
  '<': 5,
  '<=': 5,
  '>': 5,
  '>=': 5,
  in: 5,
  '=~': 5,
  '!~': 5,
  '+': 6,
  '-': 6,
  '*': 7,
  '/': 7,
  '%': 7,
};
const constants = new Map<string, boolean | null>([
  ['true', true],
  ['false', false],
  ['nil', null],
  ['null', null],
]);
const maxDepth = 50;

class SyntaxProblem extends Error {}

/** Parses the part of Argo's expression languages that steps are written in: paths, comparisons, logic, arithmetic, calls. */
export function parseExpression(text: string): Parsed {
  const tokens = tokenize(text);
  if (!tokens.ok) return tokens;
  try {
    return { ok: true, expression: parseTokens(tokens.tokens) };
  } catch (error) {
    if (error instanceof SyntaxProblem) return { ok: false, message: error.message };
    throw error;
  }
}

function parseTokens(tokens: Token[]): Expression {
  let at = 0;
  let depth = 0;
  const peek = (): Token => tokens[at] ?? { kind: 'end', text: '' };
  const isNext = (text: string) => peek().kind !== 'string' && peek().text === text;
  const fail = (): never => {
    throw new SyntaxProblem(
      peek().kind === 'end' ? 'Unexpected end of expression' : `Unexpected token '${peek().text}'`,
    );
  };
  const take = (text: string): void => {
    if (!isNext(text)) fail();
    at += 1;
  };

  function parseChoice(): Expression {
    depth += 1;
    if (depth > maxDepth) throw new SyntaxProblem('the expression is nested too deeply');
    const condition = parseBinary(0);
    if (!isNext('?')) {
      depth -= 1;
      return condition;
    }
    take('?');
    const yes = parseChoice();
    take(':');
    const no = parseChoice();
    depth -= 1;
    return { kind: 'choice', condition, yes, no };
  }

  function parseBinary(minimum: number): Expression {
    let left = parseUnary();
    for (;;) {
      const operator = peek().kind === 'string' ? '' : peek().text;
      const strength = Object.hasOwn(precedence, operator) ? (precedence[operator] ?? 0) : 0;
      if (strength === 0 || strength <= minimum) return left;
      at += 1;
      left = { kind: 'binary', operator, left, right: parseBinary(strength) };
    }
  }

  function parseUnary(): Expression {
    if (isNext('!') || isNext('not') || isNext('-')) {
      const operator = isNext('-') ? '-' : '!';
      at += 1;
      depth += 1;
      if (depth > maxDepth) throw new SyntaxProblem('the expression is nested too deeply');
      const operand = parseUnary();
      depth -= 1;
      return { kind: 'unary', operator, operand };
    }
    return parsePrimary();
  }

  function parsePrimary(): Expression {
    const token = peek();
    if (token.kind === 'end') return fail();
    at += 1;
    if (token.kind === 'string') return { kind: 'literal', value: token.text };
    if (token.kind === 'number') return { kind: 'literal', value: Number(token.text) };
    if (token.kind === 'name') return parseName(token.text);
    at -= 1;
    if (isNext('(')) return parseGroup();
    if (isNext('[')) return { kind: 'list', items: parseItems('[', ']') };
    return fail();
  }

  function parseGroup(): Expression {
    const items = parseItems('(', ')');
    return items.length === 1 && items[0] !== undefined ? items[0] : { kind: 'list', items };
  }

  function parseItems(open: string, close: string): Expression[] {
    take(open);
    const items: Expression[] = [];
    while (!isNext(close)) {
      items.push(parseChoice());
      if (!isNext(close)) take(',');
    }
    take(close);
    return items;
  }

  function parseName(first: string): Expression {
    const constant = constants.get(first);
    if (constant !== undefined) return { kind: 'literal', value: constant };
    const segments = [first];
    while (isNext('.') || isNext('[')) {
      const isMember = isNext('.');
      at += 1;
      const key = peek();
      if (key.kind !== 'name' && key.kind !== 'number' && (isMember || key.kind !== 'string')) fail();
      segments.push(key.text);
      at += 1;
      if (!isMember) take(']');
    }
    if (!isNext('(')) return { kind: 'path', segments };
    return { kind: 'call', name: segments.join('.'), parameters: parseItems('(', ')') };
  }

  const expression = parseChoice();
  if (peek().kind !== 'end') fail();
  return expression;
}
