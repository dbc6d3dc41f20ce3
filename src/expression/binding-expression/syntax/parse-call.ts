import { ExpressionFailure } from '../../pratt/expression-failure.ts';
import { isBuiltin } from '../builtins/checks/is-builtin.ts';
import type { BindingNode } from './binding-node.ts';
import { parseExpression, parseSequence } from './parse-expression.ts';
import { expectToken, isToken, makeNode, type Parser } from './parser.ts';
import type { Token } from './tokens/token.ts';

type Parameter = 'expression' | 'predicate' | 'optional expression' | 'optional predicate';

const plain: Parameter[] = ['expression', 'predicate'];

/** What loops take; those of 1.15 first. */
const older: ReadonlyMap<string, Parameter[]> = new Map([
  ...['all', 'none', 'any', 'one', 'filter', 'map', 'count', 'find', 'findIndex', 'findLast', 'findLastIndex'].map(
    (name) => [name, plain] as const,
  ),
  ['groupBy', plain],
  ['reduce', [...plain, 'optional expression']],
]);
const newer: ReadonlyMap<string, Parameter[]> = new Map([
  ...older,
  ['count', ['expression', 'optional predicate']],
  ['sum', ['expression', 'optional predicate']],
  ['sortBy', [...plain, 'optional expression']],
]);

/** A call of a name, which has been read; `args` are those that a pipe has brought. */
export function parseCall(
  parser: Parser,
  name: Token,
  { args, mayBeOverridden }: { args: BindingNode[]; mayBeOverridden: boolean },
): BindingNode {
  const isOverridden = mayBeOverridden && parser.overridden.has(name.value);
  const parameters = (parser.dialect === '1.17' ? newer : older).get(name.value);
  const { at, value } = name;
  if (parameters !== undefined && !isOverridden) {
    return makeNode(parser, { kind: 'builtin', name: value, args: parseLoop(parser, parameters, args), at });
  }
  if (isBuiltin(value, parser.dialect) && !isOverridden) {
    return makeNode(parser, { kind: 'builtin', name: value, args: parseArguments(parser, args), at });
  }
  const callee = makeNode(parser, { kind: 'identifier', name: value, at });
  return makeNode(parser, { kind: 'call', callee, args: parseArguments(parser, args), at });
}

/** The arguments of a loop: a list, a predicate and what else it takes. */
function parseLoop(parser: Parser, parameters: Parameter[], piped: BindingNode[]): BindingNode[] {
  expectToken(parser, 'Bracket', '(');
  const args = [...piped];
  const left = parameters.slice(piped.length);
  for (const [index, parameter] of left.entries()) {
    const isEnd = isToken(parser.current, 'Bracket', ')');
    if (isEnd && parameter.startsWith('optional')) break;
    if (isEnd && parser.dialect === '1.17') {
      throw new ExpressionFailure(`expected at least ${left.length} arguments`, parser.current.at);
    }
    if (index > 0) expectToken(parser, 'Operator', ',');
    args.push(parameter.endsWith('predicate') ? parsePredicate(parser) : parseExpression(parser, 0));
  }
  if (parser.dialect === '1.17' && isToken(parser.current, 'Operator', ',')) parser.next();
  expectToken(parser, 'Bracket', ')');
  return args;
}

/** Arguments between brackets; 1.17 lets a comma stand behind the last. */
export function parseArguments(parser: Parser, piped: BindingNode[]): BindingNode[] {
  const args = [...piped];
  expectToken(parser, 'Bracket', '(');
  while (!isToken(parser.current, 'Bracket', ')')) {
    if (args.length > piped.length) expectToken(parser, 'Operator', ',');
    if (parser.dialect === '1.17' && isToken(parser.current, 'Bracket', ')')) break;
    args.push(parseExpression(parser, 0));
  }
  parser.next();
  return args;
}

/** What is asked of each element: `{# > 1}`, or `# > 1` alone. */
function parsePredicate(parser: Parser): BindingNode {
  const { at } = parser.current;
  const isBraced = isToken(parser.current, 'Bracket', '{');
  if (isBraced) parser.next();
  parser.predicates += 1;
  const body = isBraced && parser.dialect === '1.17' ? parseSequence(parser) : parseExpression(parser, 0);
  if (!isBraced && parser.dialect === '1.17' && isToken(parser.current, 'Operator', ';')) {
    throw new ExpressionFailure('wrap predicate with brackets { and }', parser.current.at);
  }
  parser.predicates -= 1;
  if (isBraced) expectToken(parser, 'Bracket', '}');
  return makeNode(parser, { kind: 'predicate', body, at });
}
