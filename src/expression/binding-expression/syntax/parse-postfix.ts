import { ExpressionFailure } from '../../pratt/expression-failure.ts';
import type { BindingNode } from './binding-node.ts';
import { parseArguments } from './parse-call.ts';
import { parseExpression } from './parse-expression.ts';
import { expectToken, isToken, makeNode, type Parser } from './parser.ts';

/** What may stand behind a value: `.name`, `?.name`, `.method(…)`, `[index]`, `[from:to]`, in 1.17 `?.[index]`. */
export function parsePostfix(parser: Parser, start: BindingNode): BindingNode {
  let node = start;
  for (;;) {
    const token = parser.current;
    if (isToken(token, 'Operator', '.', '?.')) {
      node = parseMember(parser, node, token.value === '?.');
    } else if (isToken(token, 'Bracket', '[')) {
      node = parseIndex(parser, node, false);
    } else {
      return node;
    }
  }
}

function parseMember(parser: Parser, start: BindingNode, isOptional: boolean): BindingNode {
  parser.next();
  const name = parser.current;
  if (isOptional && parser.dialect === '1.17' && isToken(name, 'Bracket', '[')) return parseIndex(parser, start, true);
  parser.next();
  // Words that are operators, such as `not` and `matches`, are names here.
  const isName = name.kind === 'Identifier' || (name.kind === 'Operator' && /^[\p{L}_$]/u.test(name.value));
  if (!isName) throw new ExpressionFailure('expected name', parser.current.at);

  const { at } = name;
  const isChain = start.kind === 'chain';
  const isMethod = isToken(parser.current, 'Bracket', '(');
  const property = makeNode(parser, { kind: 'string', value: name.value, at });
  const object = isChain ? start.node : start;
  let node = makeNode(parser, { kind: 'member', object, property, isOptional, isMethod, at });
  if (isMethod) node = makeNode(parser, { kind: 'call', callee: node, args: parseArguments(parser, []), at });
  if (!isChain && !isOptional) return node;
  return makeNode(parser, { kind: 'chain', node, at: parser.dialect === '1.17' ? at : undefined });
}

function parseIndex(parser: Parser, object: BindingNode, isOptional: boolean): BindingNode {
  const { at } = parser.current;
  parser.next();
  const from = isToken(parser.current, 'Operator', ':') ? undefined : parseExpression(parser, 0);
  if (isToken(parser.current, 'Operator', ':')) {
    parser.next();
    const to = isToken(parser.current, 'Bracket', ']') ? undefined : parseExpression(parser, 0);
    expectToken(parser, 'Bracket', ']');
    return makeNode(parser, { kind: 'slice', object, from, to, at });
  }
  expectToken(parser, 'Bracket', ']');
  const property = from ?? makeNode(parser, { kind: 'nil', at });
  const node = makeNode(parser, { kind: 'member', object, property, isOptional, isMethod: false, at });
  return isOptional ? makeNode(parser, { kind: 'chain', node, at }) : node;
}
