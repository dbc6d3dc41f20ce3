import { isBuiltin } from '../builtins/checks/is-builtin.ts';
import type { BindingNode, NodeOf } from '../syntax/binding-node.ts';
import { type Checker, failCheck } from './checker.ts';
import { checkArguments, checkFunction } from './function-check.ts';
import * as natures from './nature.ts';
import { isUnknown, type Nature } from './nature.ts';

/** A call of something that is no builtin by its name: of a variable, of the environment, of a method. */
export function checkCall(checker: Checker, node: NodeOf<'call'>): Nature {
  const { callee } = node;
  if (callee.kind === 'identifier' && callee.name === '$env' && checker.dialect === '1.17') {
    return failCheck(node, 'map[string]interface {} is not callable');
  }
  const nature = checker.visit(callee);
  // Nothing is looked at then, not even the arguments.
  if (isUnknown(nature)) return natures.unknown;
  const name = nameOf(callee);
  if (callee.kind === 'identifier' && isHiddenBuiltin(checker, callee.name)) {
    return checkFunction(checker, node, { name: callee.name, args: node.args });
  }
  if (nature.isNil) return failCheck(node, `${name} is nil; cannot call nil as function`);
  const signature = nature.type?.signature;
  if (signature === undefined) return failCheck(node, `${checker.rules.describe(nature)} is not callable`);
  const checked = checkArguments(checker, { node, name, args: node.args }, signature);
  return checked.ok ? checked.nature : failCheck(checked.node, checked.message);
}

/** A builtin that is called through its name as a value. */
function isHiddenBuiltin(checker: Checker, name: string): boolean {
  const isVariable = checker.variables.some((variable) => variable.name === name);
  return !isVariable && !checker.environment.has(name) && isBuiltin(name, checker.dialect);
}

function nameOf(callee: BindingNode): string {
  if (callee.kind === 'identifier') return callee.name;
  return callee.kind === 'member' && callee.property.kind === 'string' ? callee.property.value : 'function';
}
