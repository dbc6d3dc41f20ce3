import type { BindingNode, NodeOf } from '../syntax/binding-node.ts';
import { methodNature } from '../values/methods/methods.ts';
import { lookUpName } from './check-binding.ts';
import { type Checker, failCheck } from './checker.ts';
import * as natures from './nature.ts';
import { isAssignableTo, isUnknown, type Nature } from './nature.ts';

export function checkMember(checker: Checker, node: NodeOf<'member'>): Nature {
  const { object, property } = node;
  const name = property.kind === 'string' ? property.value : undefined;
  if (object.kind === 'identifier' && object.name === '$env') {
    const hasBuiltins = checker.dialect === '1.15';
    if (hasBuiltins) checker.visit(property);
    if (name === undefined) return natures.unknown;
    return lookUpName(checker, node, { name, isStrict: !node.isOptional, hasBuiltins });
  }
  const base = checker.visit(object);
  const key = checker.visit(property);
  if (isUnknown(base)) return natures.unknown;
  if (name !== undefined && base.isNil) {
    return failCheck(node, `type ${checker.dialect === '1.15' ? '<nil>' : 'nil'} has no field ${name}`);
  }
  const method = name === undefined ? undefined : methodNature(base, name);
  return method ?? checkElement(checker, node, { base, key, name });
}

function checkElement(
  checker: Checker,
  node: NodeOf<'member'>,
  { base: written, key, name }: { base: Nature; key: Nature; name: string | undefined },
): Nature {
  const base = natures.pointedTo(written);
  const { describe, elementsOf } = checker.rules;
  switch (base.type?.kind) {
    case 'map':
      checkKey(checker, node.property, { base, key });
      return elementsOf(base);
    case 'array':
    case 'slice':
      checkIndex(checker, node.property, key);
      return elementsOf(base);
    case 'struct':
      if (name !== undefined) return failMember(checker, node, `${describe(base)} has no`, name);
      break;
    default:
      if (name !== undefined && checker.dialect === '1.17') {
        return failMember(checker, node, `${describe(base)} has no`, name);
      }
  }
  return failCheck(node, `type ${describe(base)}[${describe(key)}] is undefined`);
}

function failMember(_checker: Checker, node: NodeOf<'member'>, what: string, name: string): never {
  return failCheck(node, `type ${what} ${node.isMethod ? 'method' : 'field'} ${name}`);
}

function checkKey({ rules, dialect }: Checker, node: BindingNode, { base, key }: { base: Nature; key: Nature }): void {
  const wanted: Nature = base.type?.key === undefined ? natures.unknown : { type: base.type.key };
  const isNilAllowed = key.isNil === true && dialect === '1.15';
  if (isNilAllowed || isUnknown(key) || isAssignableTo(key, wanted)) return;
  failCheck(node, `cannot use ${rules.describe(key)} to get an element from ${rules.describe(base)}`);
}

function checkIndex({ rules }: Checker, node: BindingNode, key: Nature): void {
  if (rules.isInteger(key) || isUnknown(key)) return;
  failCheck(node, `array elements can only be selected using an integer (got ${rules.describe(key)})`);
}

export function checkSlice(checker: Checker, node: NodeOf<'slice'>): Nature {
  const { rules } = checker;
  const nature = checker.visit(node.object);
  if (isUnknown(nature) && checker.dialect === '1.17') return natures.unknown;
  const canSlice = isUnknown(nature) || natures.isText(nature) || natures.isList(nature);
  if (!canSlice) return failCheck(node, `cannot slice ${rules.describe(nature)}`);
  for (const end of [node.from, node.to]) {
    if (end === undefined) continue;
    const index = checker.visit(end);
    if (!rules.isInteger(index) && !isUnknown(index)) {
      failCheck(end, `non-integer slice index ${rules.describe(index)}`);
    }
  }
  return nature;
}

/** `get(a, b)` is checked like `a[b]`. */
export function checkGet(checker: Checker, node: NodeOf<'builtin'>): Nature {
  const [object, property, ...others] = node.args;
  if (object === undefined || property === undefined || others.length > 0) {
    return failCheck(node, `invalid number of arguments (expected 2, got ${node.args.length})`);
  }
  const isLazy = checker.dialect === '1.15';
  const isEnvironment = object.kind === 'identifier' && object.name === '$env';
  if (isEnvironment && isLazy) return natures.anything;
  const base = checker.visit(object);
  if (!isLazy) checker.visit(property);
  if (isEnvironment) {
    const name = property.kind === 'string' ? property.value : undefined;
    return (name === undefined ? undefined : checker.environment.get(name)) ?? natures.unknown;
  }
  return isUnknown(base) ? natures.unknown : checkGetKnown(checker, { object, property, base });
}

function checkGetKnown(
  checker: Checker,
  { object, property, base }: { object: BindingNode; property: BindingNode; base: Nature },
): Nature {
  const { rules } = checker;
  const isOfList = natures.isList(base);
  if (!isOfList && !natures.isMap(base))
    return failCheck(object, `type ${rules.describe(base)} does not support indexing`);
  const key = checker.visit(property);
  if (key.isNil && checker.dialect === '1.15') {
    return failCheck(property, `cannot use nil as ${isOfList ? 'slice' : 'map'} index`);
  }
  if (!isOfList) checkKey(checker, property, { base, key });
  else if (!rules.isInteger(key) && !isUnknown(key)) {
    return failCheck(property, `non-integer slice index ${rules.describe(key)}`);
  }
  return rules.elementsOf(base);
}
