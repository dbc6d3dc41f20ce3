import { compareBytes } from '../../path/json/bytes.ts';
import { ExpressionFailure } from '../../pratt/expression-failure.ts';
import type { WorkBudget } from '../../pratt/work-budget.ts';
import { printAsText } from '../values/forms/print-as-text.ts';
import { printValue } from '../values/forms/print-value.ts';
import { setEntry } from '../values/map-key.ts';
import { kindName } from '../values/type-name.ts';
import { GoMap, isRecord, itemsOf, pair, typedList, type Value } from '../values/value.ts';
import type { Builtin } from './builtin.ts';

function fail(message: string): never {
  throw new ExpressionFailure(message);
}

/** The entries of a map. Go's have no order; here texts are sorted, so that the same map always says the same. */
function entriesFor(value: Value, refuse: (kind: string) => string, budget: WorkBudget): (readonly [Value, Value])[] {
  if (value instanceof GoMap) {
    budget.makeElements(value.entries.size);
    return [...value.entries.values()].map((entry) => [entry.key, entry.value] as const);
  }
  if (!isRecord(value)) return fail(refuse(kindName(value)));
  const entries = Object.entries(value);
  budget.makeElements(entries.length);
  return entries.sort(([left], [right]) => compareBytes(left, right));
}

/** Go prints what it reflects on with `%s`. */
function printReflected(value: Value, budget: WorkBudget): string {
  return value === null || value === undefined ? '<invalid reflect.Value>' : printAsText(value, budget);
}

const fromPairs: Builtin = ([value], { budget }) => {
  const pairs = itemsOf(value) ?? fail(`cannot transform ${printReflected(value, budget)} from pairs`);
  const map = new GoMap('map[interface {}]interface {}');
  budget.makeElements(pairs.length);
  for (const each of pairs) {
    const parts = itemsOf(each) ?? fail(`invalid pair ${printValue(each, budget)}`);
    if (parts.length !== 2) fail(`invalid pair length ${printValue(each, budget)}`);
    setEntry(map, parts[0] ?? null, parts[1] ?? null);
  }
  return map;
};

export const mapBuiltins: Record<string, Builtin> = {
  keys: ([value], { budget }) =>
    entriesFor(value, (kind) => `cannot get keys from ${kind}`, budget).map(([key]) => key),
  values: ([value], { budget }) =>
    entriesFor(value, (kind) => `cannot get values from ${kind}`, budget).map(([, member]) => member),
  toPairs: ([value], { budget }) => {
    const entries = entriesFor(value, (kind) => `cannot transform ${kind} to pairs`, budget);
    return typedList(
      'pair',
      entries.map(([key, member]) => pair(key, member)),
    );
  },
  fromPairs,
};
