import { ExpressionFailure } from '../../pratt/expression-failure.ts';
import type { BindingNode, MapPair } from './binding-node.ts';
import { parseExpression } from './parse-expression.ts';
import { describeToken, expectToken, failUnexpected, isToken, makeNode, type Parser } from './parser.ts';

/** `[1, 2]`; a comma may stand behind the last element. */
export function parseArray(parser: Parser): BindingNode {
  const { at } = parser.current;
  const nodes: BindingNode[] = [];
  parser.next();
  while (!isToken(parser.current, 'Bracket', ']')) {
    if (nodes.length > 0) expectToken(parser, 'Operator', ',');
    if (nodes.length > 0 && isToken(parser.current, 'Bracket', ']')) break;
    nodes.push(parseExpression(parser, 0));
  }
  parser.next();
  return makeNode(parser, { kind: 'array', nodes, at });
}

/** `{a: 1, "b": 2, (c): 3}`; a comma may stand behind the last pair. */
export function parseMap(parser: Parser): BindingNode {
  const { at } = parser.current;
  const pairs: MapPair[] = [];
  parser.next();
  while (!isToken(parser.current, 'Bracket', '}')) {
    if (pairs.length > 0) expectToken(parser, 'Operator', ',');
    if (pairs.length > 0 && isToken(parser.current, 'Bracket', '}')) break;
    if (pairs.length > 0 && isToken(parser.current, 'Operator', ',')) failUnexpected(parser.current);
    const key = parseKey(parser);
    expectToken(parser, 'Operator', ':');
    pairs.push({ key, value: parseExpression(parser, 0) });
  }
  parser.next();
  return makeNode(parser, { kind: 'map', pairs, at });
}

function parseKey(parser: Parser): BindingNode {
  const token = parser.current;
  if (isToken(token, 'Bracket', '(')) return parseExpression(parser, 0);
  if (token.kind === 'Number' || token.kind === 'String' || token.kind === 'Identifier') {
    parser.next();
    return makeNode(parser, { kind: 'string', value: token.value, at: token.at });
  }
  const expected =
    'a map key must be a quoted string, a number, a identifier, or an expression enclosed in parentheses';
  throw new ExpressionFailure(`${expected} (unexpected token ${describeToken(token)})`, token.at);
}
