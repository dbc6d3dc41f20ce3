import { GoDuration } from '../../go-time/go-duration.ts';
import { compareTimes, GoTime } from '../../go-time/go-time.ts';
import { ExpressionFailure } from '../../pratt/expression-failure.ts';
import type { WorkBudget } from '../../pratt/work-budget.ts';
import type { Dialect } from '../dialect.ts';
import { maxNesting } from './max-nesting.ts';
import { isNumeric, isSameNumber } from './numbers.ts';
import { typeName } from './type-name.ts';
import { GoInteger, GoMap, isNil, listTypeOf, type Value } from './value.ts';

interface Comparison {
  budget: WorkBudget;
  dialect: Dialect;
}

/**
 * `==` of expr-lang: numbers by their value whatever their types, nil and lists that are nil alike, all else of one type and the
 * same all the way down. Lists are compared element by element with `==` in 1.17; in 1.15 their elements have to be of one type too.
 */
export function isEqual(left: Value, right: Value, comparison: Comparison, depth = 0): boolean {
  if (isNumeric(left) && isNumeric(right)) return isSameNumber(left, right);
  if (typeof left === 'string' || typeof left === 'boolean') return left === right;
  if (left instanceof GoTime && right instanceof GoTime) return compareTimes(left, right) === 0;
  const isLoose = comparison.dialect === '1.17';
  if (isLoose && Array.isArray(left) && Array.isArray(right) && areComparable(left, right)) {
    return isSameList(left, right, comparison, depth);
  }
  if (isNil(left) && isNil(right)) return true;
  return isSame(left, right, comparison, depth);
}

/** Lists of any type with one of `interface {}`, or two of one type. */
function areComparable(left: readonly Value[], right: readonly Value[]): boolean {
  const [one, other] = [listTypeOf(left), listTypeOf(right)];
  if (one.isArray || other.isArray || one.element === 'pair' || other.element === 'pair') return false;
  return one.element === 'interface' || other.element === 'interface' || one.element === other.element;
}

function isSameList(left: readonly Value[], right: readonly Value[], comparison: Comparison, depth: number): boolean {
  checkDepth(depth);
  if (left.length !== right.length) return false;
  comparison.budget.spend(left.length);
  return left.every((item, index) => isEqual(item, right[index], comparison, depth + 1));
}

function checkDepth(depth: number): void {
  if (depth > maxNesting) throw new ExpressionFailure(`a value nests more than ${maxNesting} deep`);
}

/** Go's `reflect.DeepEqual`: of one type, a nil list other than an empty one, NaN equal to nothing. */
function isSame(left: Value, right: Value, comparison: Comparison, depth: number): boolean {
  checkDepth(depth);
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return left === right;
  if (typeName(left) !== typeName(right) || isNil(left) !== isNil(right)) return false;
  if (Array.isArray(left) && Array.isArray(right)) return areSameItems(left, right, comparison, depth);
  if (typeName(left).startsWith('map')) return areSameEntries(left, right, comparison, depth);
  return isSameObject(left, right);
}

/** Two values of one type that hold no others. */
function isSameObject(left: object, right: object): boolean {
  if (left instanceof GoInteger && right instanceof GoInteger) return left.value === right.value;
  if (left instanceof GoDuration && right instanceof GoDuration) return left.nanoseconds === right.nanoseconds;
  if (left instanceof GoTime && right instanceof GoTime) {
    return compareTimes(left, right) === 0 && left.zone.name === right.zone.name;
  }
  if (left instanceof Uint8Array && right instanceof Uint8Array) return Buffer.compare(left, right) === 0;
  return left === right;
}

function areSameItems(left: readonly Value[], right: readonly Value[], comparison: Comparison, depth: number): boolean {
  comparison.budget.spend(left.length);
  return left.length === right.length && left.every((item, index) => isSame(item, right[index], comparison, depth + 1));
}

function areSameEntries(left: object, right: object, comparison: Comparison, depth: number): boolean {
  const [entries, others] = [readEntries(left), readEntries(right)];
  comparison.budget.spend(entries.size);
  if (entries.size !== others.size) return false;
  return [...entries].every(([key, value]) => others.has(key) && isSame(value, others.get(key), comparison, depth + 1));
}

function readEntries(map: object): Map<string, Value> {
  if (!(map instanceof GoMap)) return new Map(Object.entries(map));
  return new Map([...map.entries].map(([key, entry]) => [key, entry.value]));
}
