import { ExpressionFailure } from '../../pratt/expression-failure.ts';
import { type FetchContext, refusedKey } from './fetch.ts';
import { isEqual } from './is-equal.ts';
import { findEntry } from './map-key.ts';
import { typeName } from './type-name.ts';
import { GoMap, isRecord, itemsOf, type Value } from './value.ts';

/** `needle in container`: an element of a list, a key of a map. Nothing is in nil. */
export function isIn(needle: Value, container: Value, context: FetchContext): boolean {
  if (container === null || container === undefined) return false;
  const items = itemsOf(container);
  if (items !== undefined) {
    context.budget.spend(items.length);
    return items.some((item) => isEqual(item, needle, context));
  }
  if (isRecord(container)) {
    const key = needle ?? '';
    if (typeof key !== 'string') throw new ExpressionFailure(refusedKey(needle));
    return Object.hasOwn(container, key);
  }
  if (container instanceof GoMap) return findEntry(container, needle) !== undefined;
  if (typeName(container) === 'time.Time') return isField(needle, container);
  throw new ExpressionFailure(`operator "in" not defined on ${typeName(container)}`);
}

/** A time has no fields that can be seen. */
function isField(needle: Value, container: Value): boolean {
  if (typeof needle === 'string') return false;
  throw new ExpressionFailure(`cannot use ${typeName(needle)} as field name of ${typeName(container)}`);
}
