import { ExpressionFailure } from '../../pratt/expression-failure.ts';
import type { BindingNode } from './binding-node.ts';
import { unaryPowers } from './operators.ts';
import { parseCall } from './parse-call.ts';
import { parseArray, parseMap } from './parse-collection.ts';
import { parseExpression, parseSequence } from './parse-expression.ts';
import { parseNumber } from './parse-number.ts';
import { parsePostfix } from './parse-postfix.ts';
import { expectToken, failUnexpected, isToken, makeNode, type Parser } from './parser.ts';

/** A value with the operators before it and the members behind it. */
export function parseOperand(parser: Parser): BindingNode {
  const token = parser.current;
  const power = token.kind === 'Operator' ? unaryPowers.get(token.value) : undefined;
  if (power !== undefined) {
    parser.next();
    const operand = parseExpression(parser, power);
    const { at, value: operator } = token;
    return parsePostfix(parser, makeNode(parser, { kind: 'unary', operator, operand, at }));
  }
  if (isToken(token, 'Bracket', '(')) return parsePostfix(parser, parseParentheses(parser));
  if (isToken(token, 'Operator', '#', '.')) return parsePointer(parser);
  if (parser.dialect === '1.17' && isToken(token, 'Operator', '::')) {
    parser.next();
    const name = parser.current;
    expectToken(parser, 'Identifier');
    return parsePostfix(parser, parseCall(parser, name, { args: [], mayBeOverridden: false }));
  }
  return parseLiteral(parser);
}

function parseParentheses(parser: Parser): BindingNode {
  parser.next();
  const node = parser.dialect === '1.17' ? parseSequence(parser) : parseExpression(parser, 0);
  expectToken(parser, 'Bracket', ')');
  return node;
}

/** `#`, `#index` or `#acc`; a `.` alone stands for `#.`. */
function parsePointer(parser: Parser): BindingNode {
  const token = parser.current;
  if (parser.predicates === 0) {
    if (parser.dialect === '1.17') failUnexpected(token);
    throw new ExpressionFailure('cannot use pointer accessor outside closure', token.at);
  }
  let name = '';
  if (token.value === '#') {
    parser.next();
    if (parser.current.kind === 'Identifier') {
      name = parser.current.value;
      parser.next();
    }
  }
  return parsePostfix(parser, makeNode(parser, { kind: 'pointer', name, at: token.at }));
}

/** Plain values; `true`, `nil` and numbers have no members. */
function parseLiteral(parser: Parser): BindingNode {
  const token = parser.current;
  const { at, value } = token;
  switch (token.kind) {
    case 'Identifier':
      return parseName(parser);
    case 'Number':
      return parseNumber(parser);
    case 'String': {
      parser.next();
      const node = makeNode(parser, { kind: 'string', value, at });
      return parser.dialect === '1.17' ? parsePostfix(parser, node) : node;
    }
    case 'Bytes':
      parser.next();
      return parsePostfix(parser, makeNode(parser, { kind: 'bytes', value: Buffer.from(value, 'latin1'), at }));
    default:
      if (isToken(token, 'Bracket', '[')) return parsePostfix(parser, parseArray(parser));
      if (isToken(token, 'Bracket', '{')) return parsePostfix(parser, parseMap(parser));
      return failUnexpected(token);
  }
}

function parseName(parser: Parser): BindingNode {
  const token = parser.current;
  const { at, value: name } = token;
  parser.next();
  if (name === 'true' || name === 'false') return makeNode(parser, { kind: 'bool', value: name === 'true', at });
  if (name === 'nil') return makeNode(parser, { kind: 'nil', at });
  const node = isToken(parser.current, 'Bracket', '(')
    ? parseCall(parser, token, { args: [], mayBeOverridden: true })
    : makeNode(parser, { kind: 'identifier', name, at });
  return parsePostfix(parser, node);
}
