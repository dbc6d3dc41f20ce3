import { compareTimes } from '../../go-time/go-time.ts';
import type { Call } from '../../go-value/call.ts';
import { fixed, type GoFunction, variadic } from '../../go-value/go-function.ts';
import type { Argument } from '../../go-value/parameter-types.ts';
import { formatValue } from '../../go-value/print/print-value.ts';
import { printf } from '../../go-value/print/printf.ts';
import { kindName, typeName } from '../../go-value/type-name.ts';
import { entriesOf, isInteger, itemsOf } from '../../go-value/value.ts';
import { compareBytes } from '../../path/json/bytes.ts';

type BasicKind = 'bool' | 'int' | 'uint' | 'float' | 'string';

/** `eq`, `ne`, `lt`, `le`, `gt`, `ge`: values of different kinds cannot be compared, whole numbers of any size can. */
export const comparisons: Record<string, GoFunction> = {
  eq: variadic(['value'], 'value', ([left], others, call) => {
    if (others.length === 0) return call.fail('missing argument for comparison');
    return others.some((right) => areEqual(left, right, call));
  }),
  ne: fixed(['value', 'value'], ([left, right], call) => !areEqual(left, right, call)),
  lt: fixed(['value', 'value'], ([left, right], call) => isLess(left, right, call)),
  le: fixed(['value', 'value'], ([left, right], call) => isLess(left, right, call) || areEqual(left, right, call)),
  gt: fixed(['value', 'value'], ([left, right], call) => !(isLess(left, right, call) || areEqual(left, right, call))),
  ge: fixed(['value', 'value'], ([left, right], call) => !isLess(left, right, call)),
};

function basicKind(value: Argument): BasicKind | undefined {
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return 'float';
  if (typeof value === 'string') return 'string';
  if (!isInteger(value)) return undefined;
  return kindName(value).startsWith('u') ? 'uint' : 'int';
}

function incompatible(left: Argument, right: Argument, call: Call): false {
  call.fail(`incompatible types for comparison: ${typeName(left ?? null)} and ${typeName(right ?? null)}`);
  return false;
}

function areEqual(left: Argument, right: Argument, call: Call): boolean {
  const [leftKind, rightKind] = [basicKind(left), basicKind(right)];
  if (isInteger(left) && isInteger(right)) return left.value === right.value;
  if (leftKind !== rightKind) {
    // What is nil or missing is equal to nothing else.
    const isAbsent = left === undefined || left === null || right === undefined || right === null;
    return isAbsent ? false : incompatible(left, right, call);
  }
  return leftKind === undefined ? areSame(left, right, call) : left === right;
}

/** Values of no basic kind: maps and slices can only be compared with nil. */
function areSame(left: Argument, right: Argument, call: Call): boolean {
  const [first, second] = [left ?? null, right ?? null];
  if (first === null || second === null) return isNil(first) && isNil(second);
  if (kindName(first) !== kindName(second)) {
    const types = [typeName(first), typeName(second)];
    call.fail(
      `non-comparable types ${printf('%s', [first], call)}: ${types[0]}, ${types[1]}: ${formatValue(second, call)}`,
    );
    return false;
  }
  if (isNil(first) || isNil(second)) return isNil(first) === isNil(second);
  if (itemsOf(second) === undefined && entriesOf(second) === undefined) return areSameObjects(first, second);
  call.fail(`non-comparable type ${printf('%s', [second], call)}: ${typeName(second)}`);
  return false;
}

function areSameObjects(left: Argument, right: Argument): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (!('kind' in left) || !('kind' in right) || left.kind !== 'time' || right.kind !== 'time') return false;
  return compareTimes(left.time, right.time) === 0 && left.time.zone === right.time.zone;
}

function isNil(value: Argument): boolean {
  if (value === null || value === undefined) return true;
  return typeof value === 'object' && 'isNil' in value && value.isNil === true;
}

function isLess(left: Argument, right: Argument, call: Call): boolean {
  const [leftKind, rightKind] = [basicKind(left), basicKind(right)];
  if (leftKind === undefined || rightKind === undefined) {
    call.fail('invalid type for comparison');
    return false;
  }
  if (isInteger(left) && isInteger(right)) return left.value < right.value;
  if (leftKind !== rightKind) return incompatible(left, right, call);
  if (typeof left === 'number' && typeof right === 'number') return left < right;
  if (typeof left === 'string' && typeof right === 'string') return compareBytes(left, right) < 0;
  call.fail('invalid type for comparison');
  return false;
}
