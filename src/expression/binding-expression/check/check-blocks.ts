import { isBuiltin } from '../builtins/checks/is-builtin.ts';
import type { NodeOf } from '../syntax/binding-node.ts';
import { type Checker, failCheck } from './checker.ts';
import * as natures from './nature.ts';
import { isAssignableTo, isList, isUnknown, type Nature } from './nature.ts';

export function checkLet(checker: Checker, node: NodeOf<'let'>): Nature {
  const { name } = node;
  if (checker.environment.has(name) && checker.dialect === '1.17') return failCheck(node, `cannot redeclare ${name}`);
  if (isBuiltin(name, checker.dialect)) return failCheck(node, `cannot redeclare builtin ${name}`);
  if (checker.variables.some((variable) => variable.name === name)) {
    return failCheck(node, `cannot redeclare variable ${name}`);
  }
  const nature = checker.visit(node.value);
  checker.variables.push({ name, nature });
  const result = checker.visit(node.body);
  checker.variables.pop();
  return result;
}

export function checkConditional(checker: Checker, node: NodeOf<'conditional'>): Nature {
  const condition = natures.pointedTo(checker.visit(node.condition));
  if (!natures.isBool(condition) && !isUnknown(condition)) {
    const type = checker.rules.describe(condition);
    return failCheck(node.condition, `non-bool expression (type ${type}) used as condition`);
  }
  const then = checker.visit(node.consequence);
  const otherwise = checker.visit(node.otherwise);
  if (then.isNil) return otherwise;
  if (otherwise.isNil) return then;
  if (!isAssignableTo(then, otherwise)) return natures.unknown;
  if (checker.dialect === '1.15' || !isList(then) || !isList(otherwise)) return then;
  const [one, other] = [natures.elementsOf(then), natures.elementsOf(otherwise)];
  return isAssignableTo(one, other) && isAssignableTo(other, one) ? then : natures.anyList;
}

/** What is known of the elements is what is known of the last, if all are of one kind. */
export function checkList(checker: Checker, node: NodeOf<'array'>): Nature {
  const elements = node.nodes.map(checker.visit);
  const last = elements.at(-1);
  const isOneKind = elements.every(({ type }) => type?.kind === last?.type?.kind);
  if (checker.dialect === '1.17') return isOneKind ? natures.listOf(last ?? natures.unknown) : natures.anyList;
  const isKnown = isOneKind && last !== undefined && last.type !== undefined;
  return isKnown ? natures.listOf(last) : natures.anyList;
}

export function checkPointer(checker: Checker, node: NodeOf<'pointer'>): Nature {
  const scope = checker.scopes.at(-1);
  if (scope === undefined) {
    const around = checker.dialect === '1.15' ? 'closure' : 'predicate';
    return failCheck(node, `cannot use pointer accessor outside ${around}`);
  }
  if (node.name === '') {
    return isUnknown(scope.collection) ? natures.unknown : checker.rules.elementsOf(scope.collection);
  }
  return scope.pointers.get(node.name) ?? failCheck(node, `unknown pointer #${node.name}`);
}
