import { ExpressionFailure } from '../../pratt/expression-failure.ts';
import { type Infix, parseOperators } from '../../pratt/parse-operators.ts';
import type { BindingNode } from './binding-node.ts';
import { binaryPowers, comparisons, isRightAssociative, negatable } from './operators.ts';
import { parseCall } from './parse-call.ts';
import { parseOperand } from './parse-operand.ts';
import { expectToken, failUnexpected, isToken, makeNode, type Parser } from './parser.ts';
import type { Token } from './tokens/token.ts';

/** One expression, or in 1.17 several with semicolons between them, of which the last is the value. */
export function parseSequence(parser: Parser): BindingNode {
  const first = parseExpression(parser, 0);
  const nodes = [first];
  while (parser.dialect === '1.17' && isToken(parser.current, 'Operator', ';')) {
    parser.next();
    if (parser.current.kind === 'EOF') break;
    nodes.push(parseExpression(parser, 0));
  }
  return nodes.length === 1 ? first : makeNode(parser, { kind: 'sequence', nodes, at: first.at });
}

/** Operators that bind at least so tightly; from 0 on everything that an expression may be. */
export function parseExpression(parser: Parser, power: number): BindingNode {
  return parser.budget.nest(parser.current.at, () => {
    if (power === 0 && isToken(parser.current, 'Operator', 'let')) return parseLet(parser);
    if (power === 0 && isToken(parser.current, 'Operator', 'if')) return parseIf(parser);
    const grammar = {
      parseOperand: () => parseOperand(parser),
      findInfix: (minimum: number, previous: string | undefined) => findInfix(parser, minimum, previous),
    };
    const node = parseOperators(grammar, power);
    return power === 0 ? parseTernary(parser, node) : node;
  });
}

function findInfix(parser: Parser, minimum: number, previous: string | undefined): Infix<BindingNode> | undefined {
  if (parser.current.kind !== 'Operator') return undefined;
  const isNegated = parser.current.value === 'not';
  const token = isNegated ? readNegated(parser, minimum) : parser.current;
  const power = token === undefined ? undefined : binaryPowers.get(token.value);
  if (token === undefined || power === undefined || power < minimum) return undefined;
  const parse = (left: BindingNode): BindingNode => {
    if (parser.current !== token) parser.next();
    parser.next();
    if (token.value === '|') return parsePipe(parser, left);
    if (previous === '??' && token.value !== '??') failMixed(token);
    const node = parseBinary(parser, left, { token, power });
    return isNegated ? makeNode(parser, { kind: 'unary', operator: 'not', operand: node, at: token.at }) : node;
  };
  return { name: token.value, power, parse };
}

/**
 * The operator behind `not`, if it binds tightly enough. 1.15 takes the `not` away even where it does not, so that
 * `1 + a not in b` means `(1 + a) in b` there.
 */
function readNegated(parser: Parser, minimum: number): Token | undefined {
  if (parser.dialect === '1.15') {
    parser.next();
    return parser.current;
  }
  const token = parser.peek();
  if (!negatable.has(token.value)) failUnexpected(token);
  return (binaryPowers.get(token.value) ?? 0) >= minimum ? token : undefined;
}

function failMixed(token: Token): never {
  const message = `Operator (${token.value}) and coalesce expressions (??) cannot be mixed. Wrap either by parentheses.`;
  throw new ExpressionFailure(message, token.at);
}

/** What stands before a pipe is the first argument of what follows it. */
function parsePipe(parser: Parser, left: BindingNode): BindingNode {
  const name = parser.current;
  expectToken(parser, 'Identifier');
  return parseCall(parser, name, { args: [left], mayBeOverridden: true });
}

function parseBinary(
  parser: Parser,
  left: BindingNode,
  { token, power }: { token: Token; power: number },
): BindingNode {
  if (parser.dialect === '1.17' && comparisons.has(token.value)) return parseComparison(parser, left, { token, power });
  const right = parseExpression(parser, isRightAssociative(token.value) ? power : power + 1);
  return makeNode(parser, { kind: 'binary', operator: token.value, left, right, at: token.at });
}

/** `1 < x < 3` means `1 < x && x < 3`. */
function parseComparison(
  parser: Parser,
  first: BindingNode,
  { token: firstToken, power }: { token: Token; power: number },
): BindingNode {
  let token = firstToken;
  let left = first;
  let chain: BindingNode | undefined;
  for (;;) {
    const right = parseExpression(parser, power + 1);
    const { at, value: operator } = token;
    const comparison = makeNode(parser, { kind: 'binary', operator, left, right, at });
    chain =
      chain === undefined
        ? comparison
        : makeNode(parser, { kind: 'binary', operator: '&&', left: chain, right: comparison, at });
    token = parser.current;
    if (token.kind !== 'Operator' || !comparisons.has(token.value)) return chain;
    left = right;
    parser.next();
  }
}

function parseLet(parser: Parser): BindingNode {
  parser.next();
  const { value: name, at } = parser.current;
  expectToken(parser, 'Identifier');
  expectToken(parser, 'Operator', '=');
  const value = parseExpression(parser, 0);
  expectToken(parser, 'Operator', ';');
  const body = parser.dialect === '1.17' ? parseSequence(parser) : parseExpression(parser, 0);
  return makeNode(parser, { kind: 'let', name, value, body, at });
}

function parseIf(parser: Parser): BindingNode {
  parser.next();
  const condition = parseExpression(parser, 0);
  const consequence = parseBlock(parser);
  expectToken(parser, 'Operator', 'else');
  const isChained = isToken(parser.current, 'Operator', 'if');
  const otherwise = isChained ? parser.budget.nest(parser.current.at, () => parseIf(parser)) : parseBlock(parser);
  return makeNode(parser, { kind: 'conditional', condition, consequence, otherwise, at: undefined });
}

function parseBlock(parser: Parser): BindingNode {
  expectToken(parser, 'Bracket', '{');
  const node = parseSequence(parser);
  expectToken(parser, 'Bracket', '}');
  return node;
}

/** `a ? b : c`, and `a ?: c` for `a ? a : c`. */
function parseTernary(parser: Parser, first: BindingNode): BindingNode {
  let condition = first;
  while (isToken(parser.current, 'Operator', '?')) {
    parser.next();
    const isShort = isToken(parser.current, 'Operator', ':');
    const consequence = isShort ? condition : parseExpression(parser, 0);
    expectToken(parser, 'Operator', ':');
    const otherwise = parseExpression(parser, 0);
    const at = parser.dialect === '1.17' ? parser.current.at : undefined;
    condition = makeNode(parser, { kind: 'conditional', condition, consequence, otherwise, at });
  }
  return condition;
}
