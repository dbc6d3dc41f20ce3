import { compareTimes } from '../go-time/go-time.ts';
import { type Call, maxNesting } from './call.ts';
import { typeName } from './type-name.ts';
import { entriesOf, type GoValue, itemsOf } from './value.ts';

/**
 * Whether two values are equal all the way down, as Go's `reflect.DeepEqual` says: of the same type, NaN equal to nothing, a nil
 * list other than an empty one.
 */
export function areDeepEqual(left: GoValue, right: GoValue, call: Call, depth = 0): boolean {
  if (!call.spend(1)) return false;
  if (depth > maxNesting) {
    call.fail(`values nest deeper than ${maxNesting}`);
    return false;
  }
  if (left === null || right === null || typeof left !== 'object' || typeof right !== 'object') return left === right;
  if (typeName(left) !== typeName(right) || isNil(left) !== isNil(right)) return false;
  const [items, others] = [itemsOf(left), itemsOf(right)];
  if (items !== undefined && others !== undefined) {
    return (
      items.length === others.length &&
      items.every((item, at) => areDeepEqual(item, others[at] ?? null, call, depth + 1))
    );
  }
  const [entries, otherEntries] = [entriesOf(left), entriesOf(right)];
  if (entries !== undefined && otherEntries !== undefined) {
    if (entries.size !== otherEntries.size) return false;
    return [...entries].every(([key, value]) => {
      const other = otherEntries.get(key);
      return other !== undefined && areDeepEqual(value, other, call, depth + 1);
    });
  }
  return areSameObjects(left, right);
}

function isNil(value: GoValue): boolean {
  return typeof value === 'object' && value !== null && 'isNil' in value && value.isNil === true;
}

function areSameObjects(left: GoValue, right: GoValue): boolean {
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (!('kind' in left) || !('kind' in right)) return false;
  if (left.kind === 'integer' && right.kind === 'integer') return left.value === right.value;
  if (left.kind === 'time' && right.kind === 'time') {
    return compareTimes(left.time, right.time) === 0 && left.time.zone === right.time.zone;
  }
  if (left.kind === 'version' && right.kind === 'version') return left.original === right.original;
  return left === right;
}
