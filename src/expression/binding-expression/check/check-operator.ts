import { compileRegularExpression } from '../../regular-expression/compile-regular-expression.ts';
import type { NodeOf } from '../syntax/binding-node.ts';
import { type Checker, failCheck } from './checker.ts';
import * as natures from './nature.ts';
import { isAssignableTo, isList, isMap, isText, isUnknown, type Nature } from './nature.ts';

export function checkUnary({ visit, rules }: Checker, node: NodeOf<'unary'>): Nature {
  const operand = natures.pointedTo(visit(node.operand));
  const isNegation = node.operator === '!' || node.operator === 'not';
  if (isNegation && (natures.isBool(operand) || isUnknown(operand))) return natures.bool;
  if (!isNegation && rules.isNumber(operand)) return operand;
  if (!isNegation && isUnknown(operand)) return natures.unknown;
  return failCheck(node, `invalid operation: ${node.operator} (mismatched type ${rules.describe(operand)})`);
}

export function checkBinary(checker: Checker, node: NodeOf<'binary'>): Nature {
  const left = natures.pointedTo(checker.visit(node.left));
  const right = natures.pointedTo(checker.visit(node.right));
  if (node.operator === 'matches') checkPattern(checker, node);
  const nature = applyRules(checker, node, { left, right });
  if (nature !== undefined) return nature;
  if (!knownOperators(checker, node.operator)) return failCheck(node, `unknown operator (${node.operator})`);
  const types = `${checker.rules.describe(left)} and ${checker.rules.describe(right)}`;
  return failCheck(node, `invalid operation: ${node.operator} (mismatched types ${types})`);
}

interface Operands {
  left: Nature;
  right: Nature;
}

function knownOperators({ rules }: Checker, operator: string): boolean {
  return rules.operators.has(operator) || ['==', '!=', 'in', '??'].includes(operator);
}

function applyRules(checker: Checker, node: NodeOf<'binary'>, operands: Operands): Nature | undefined {
  const { left, right } = operands;
  switch (node.operator) {
    case '==':
    case '!=':
      return checker.rules.isComparable(left, right) ? natures.bool : undefined;
    case 'in':
      return checkIn(checker, node, operands);
    case '??':
      return coalesce(operands);
    default:
      return applyOperatorRule(checker, node.operator, operands);
  }
}

function applyOperatorRule({ rules }: Checker, operator: string, { left, right }: Operands): Nature | undefined {
  const rule = rules.operators.get(operator);
  if (rule === undefined) return undefined;
  const pair = rule.pairs.find(([isLeft, isRight]) => isLeft(left) && isRight(right));
  if (pair !== undefined) return typeof pair[2] === 'function' ? pair[2](left, right) : pair[2];
  const isKnownSide = (nature: Nature) => rule.maybe.some((test) => test(nature));
  const isPossible =
    (isUnknown(left) && (isUnknown(right) || isKnownSide(right))) || (isUnknown(right) && isKnownSide(left));
  return isPossible ? rule.otherwise : undefined;
}

function coalesce({ left, right }: Operands): Nature {
  if (left.isNil) return right;
  if (right.isNil) return left;
  return isAssignableTo(right, left) ? left : natures.unknown;
}

function checkPattern({ work }: Checker, node: NodeOf<'binary'>): void {
  if (node.right.kind !== 'string') return;
  const compilation = compileRegularExpression(node.right.value, work);
  if (!compilation.ok) failCheck(node, compilation.message);
}

function checkIn(checker: Checker, node: NodeOf<'binary'>, { left, right }: Operands): Nature | undefined {
  if ((isText(left) || isUnknown(left)) && right.type?.kind === 'struct') return natures.bool;
  if (isMap(right)) return checkInMap(checker, node, { left, right });
  if (isList(right)) return checkInList(checker, node, { left, right });
  return isUnknown(right) || (isUnknown(left) && isText(right)) ? natures.bool : undefined;
}

function checkInMap({ rules, dialect }: Checker, node: NodeOf<'binary'>, { left, right }: Operands): Nature {
  const key: Nature = right.type?.key === undefined ? natures.unknown : { type: right.type.key };
  const isNilAllowed = left.isNil === true && dialect === '1.15';
  if (isNilAllowed || isUnknown(left) || isAssignableTo(left, key)) return natures.bool;
  return failCheck(node, `cannot use ${rules.describe(left)} as type ${rules.describe(key)} in map key`);
}

function checkInList({ rules, dialect }: Checker, node: NodeOf<'binary'>, { left, right }: Operands): Nature {
  // 1.15 knows the elements of a list that is written out only here.
  const elements = dialect === '1.15' ? (right.elements ?? rules.elementsOf(right)) : rules.elementsOf(right);
  if (rules.isComparable(left, elements)) return natures.bool;
  return failCheck(node, `cannot use ${rules.describe(left)} as type ${rules.describe(elements)} in array`);
}
