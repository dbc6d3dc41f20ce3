import { attempt, ExpressionFailure } from '../../pratt/expression-failure.ts';
import type { Dialect } from '../dialect.ts';
import { get } from '../values/fetch.ts';
import { pickLength } from '../values/pick-length.ts';
import { newerAggregates } from './aggregate-builtins.ts';
import { bitBuiltins } from './bit-builtins.ts';
import type { Builtin } from './builtin.ts';
import { jsonBuiltins } from './json-builtins.ts';
import { listBuiltins } from './list-builtins.ts';
import { mapBuiltins } from './map-builtins.ts';
import { numberBuiltins } from './number-builtins.ts';
import { olderAggregates } from './older/older-aggregates.ts';
import { olderSorting } from './older/older-sorting.ts';
import { textBuiltins } from './text-builtins.ts';
import { timeBuiltins } from './time-builtins.ts';

/** 1.17 counts the characters of a text, 1.15 its bytes. */
const len: Builtin = ([value], { dialect, budget }) => {
  if (typeof value !== 'string' || dialect === '1.15') return pickLength(value);
  budget.search(value.length);
  let count = 0n;
  for (const _ of value) count += 1n;
  return count;
};

/** 1.15 answers nil whatever goes wrong. */
const getBuiltin: Builtin = ([from, key], { dialect }) => {
  if (dialect === '1.17') return get(from, key);
  const got = attempt(() => get(from, key));
  return got.ok ? got.value : null;
};

const common: Record<string, Builtin> = {
  ...numberBuiltins,
  ...textBuiltins,
  ...listBuiltins,
  ...mapBuiltins,
  ...jsonBuiltins,
  ...timeBuiltins,
  len,
  get: getBuiltin,
};

/** Functions that count their arguments themselves, too. */
const counted: Record<string, number> = {
  ...Object.fromEntries('keys values toPairs fromPairs reverse uniq flatten'.split(' ').map((name) => [name, 1])),
  take: 2,
};
const countedOlder: Record<string, number> = { ...counted, sum: 1, mean: 1, median: 1 };

function count(builtin: Builtin, expected: number | undefined): Builtin {
  if (expected === undefined) return builtin;
  return (args, run) => {
    if (args.length === expected) return builtin(args, run);
    throw new ExpressionFailure(`invalid number of arguments (expected ${expected}, got ${args.length})`);
  };
}

function table(all: Record<string, Builtin>, counts: Record<string, number>): ReadonlyMap<string, Builtin> {
  return new Map(Object.entries(all).map(([name, builtin]) => [name, count(builtin, counts[name])]));
}

/** What each version has built in besides loops. */
export const builtins: Record<Dialect, ReadonlyMap<string, Builtin>> = {
  '1.15': table({ ...common, ...olderAggregates, ...olderSorting }, countedOlder),
  '1.17': table({ ...common, ...newerAggregates, ...bitBuiltins }, counted),
};
