import { ExpressionFailure } from '../../pratt/expression-failure.ts';
import { makeSyntaxBudget, type SyntaxBudget } from '../../pratt/limits.ts';
import { type Grammar, type Infix, parseOperators } from '../../pratt/parse-operators.ts';
import { compileRegularExpression } from '../../regular-expression/compile-regular-expression.ts';
import type { WorkAllowance } from '../../work/work-allowance.ts';
import { type BinaryOperator, Pattern, type SensorNode } from './sensor-node.ts';
import type { Token } from './token.ts';

const levels: BinaryOperator[][] = [
  [','],
  ['?', ':', '??'],
  ['||'],
  ['&&'],
  ['==', '!=', '>', '>=', '<', '<=', 'in', '=~', '!~'],
  ['&', '|', '^'],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
  ['**'],
];
const powers = new Map<string, { operator: BinaryOperator; power: number }>(
  levels.flatMap((operators, power) => operators.map((operator) => [operator, { operator, power }] as const)),
);
const operatorKinds = new Set<Token['kind']>(['SEPARATOR', 'TERNARY', 'LOGICALOP', 'COMPARATOR', 'MODIFIER']);

/** What is parsed where something may be missing. */
type Part = SensorNode | undefined;

interface Parser {
  tokens: Token[];
  patterns: Map<Token, Pattern>;
  index: number;
  grammar: Grammar<Part>;
  budget: SyntaxBudget;
}

/**
 * Parses checked tokens. Operators of one level go from left to right, `?`, `:` and `??` too. Where a value stands right after
 * a bracket, as in `(1) 2`, what follows the bracket is not looked at, as in govaluate. Fails with Go's message for a pattern
 * that does not compile.
 */
export function parseTokens(tokens: Token[], work: WorkAllowance): SensorNode {
  const parser: Parser = {
    tokens,
    patterns: compilePatterns(tokens, work),
    index: 0,
    budget: makeSyntaxBudget(),
    grammar: { parseOperand: () => parseOperand(parser), findInfix: () => findInfix(parser) },
  };
  const node = parseOperators(parser.grammar, 0);
  if (node === undefined) throw new ExpressionFailure('Unexpected end of expression', 0);
  return node;
}

/** Texts that stand right after `=~` or `!~`. */
function compilePatterns(tokens: Token[], work: WorkAllowance): Map<Token, Pattern> {
  const patterns = new Map<Token, Pattern>();
  for (const [index, token] of tokens.entries()) {
    const operator = tokens[index - 1];
    const isMatched = operator?.kind === 'COMPARATOR' && (operator.value === '=~' || operator.value === '!~');
    if (token.kind !== 'STRING' || !isMatched) continue;
    const compilation = compileRegularExpression(token.value, work);
    if (!compilation.ok) throw new ExpressionFailure(compilation.message, token.offset);
    patterns.set(token, new Pattern(token.value));
  }
  return patterns;
}

function findInfix(parser: Parser): Infix<Part> | undefined {
  const token = parser.tokens[parser.index];
  if (token === undefined || !operatorKinds.has(token.kind)) return undefined;
  const found = powers.get(String(token.value));
  if (found === undefined) return undefined;
  const { operator, power } = found;
  const { offset } = token;
  const parse = (left: Part): SensorNode => {
    parser.index += 1;
    const right = parseOperators(parser.grammar, power + 1);
    return { kind: 'binary', operator, left, right, offset, height: grow(parser, offset, [left, right]) };
  };
  return { name: operator, power, parse };
}

function parseOperand(parser: Parser): Part {
  const token = parser.tokens[parser.index];
  // An operand may be missing before a bracket that closes.
  if (token === undefined || token.kind === 'CLAUSE_CLOSE') return undefined;
  const { offset } = token;
  parser.index += 1;
  switch (token.kind) {
    case 'PREFIX': {
      const operand = parser.budget.nest(offset, () => parseOperand(parser));
      return { kind: 'prefix', operator: token.value, operand, offset, height: grow(parser, offset, [operand]) };
    }
    case 'CLAUSE': {
      const inner = parser.budget.nest(offset, () => parseOperators(parser.grammar, 0));
      // What closes the bracket, or what stands in its place.
      parser.index += 1;
      return { kind: 'clause', inner, offset, height: grow(parser, offset, [inner]) };
    }
    case 'ACCESSOR':
      return parseMember(parser, token.value, offset);
    case 'VARIABLE':
      return { kind: 'parameter', name: token.value, offset, height: grow(parser, offset, []) };
    case 'NUMERIC':
    case 'BOOLEAN':
      return { kind: 'literal', value: token.value, offset, height: grow(parser, offset, []) };
    case 'TIME':
      return { kind: 'literal', value: token.value.seconds, offset, height: grow(parser, offset, []) };
    case 'STRING': {
      const value = parser.patterns.get(token) ?? token.value;
      return { kind: 'literal', value, offset, height: grow(parser, offset, []) };
    }
    default:
      throw new ExpressionFailure(`Unable to plan token kind: '${token.kind}', value: '${token.value}'`, offset);
  }
}

/** A call takes all that follows it as its arguments, not the bracket alone: `a.B() + 1` calls `B` with `() + 1`. */
function parseMember(parser: Parser, path: string[], offset: number): SensorNode {
  const isCall = parser.tokens[parser.index]?.kind === 'CLAUSE';
  const argument = isCall ? parser.budget.nest(offset, () => parseOperators(parser.grammar, 0)) : undefined;
  return { kind: 'member', path, argument, offset, height: grow(parser, offset, [argument]) };
}

function grow(parser: Parser, offset: number, parts: Part[]): number {
  return parser.budget.grow(offset, Math.max(0, ...parts.map((part) => part?.height ?? 0)));
}
