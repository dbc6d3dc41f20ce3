import { ExpressionFailure } from '../../pratt/expression-failure.ts';
import type { Dialect } from '../dialect.ts';
import type { NodeOf } from '../syntax/binding-node.ts';
import { add } from '../values/arithmetic.ts';
import { findEntry, identify, setEntry } from '../values/map-key.ts';
import { sortItems } from '../values/sort-items.ts';
import { GoMap, type Value } from '../values/value.ts';
import { asBool } from './assert-type.ts';
import { enterLoop } from './enter-loop.ts';
import type { Preparation } from './prepare-node.ts';
import type { Evaluate, Run, Scope } from './run.ts';

type Builtin = NodeOf<'builtin'>;

/** What a loop does with its elements. */
interface Body {
  /** What the predicate says of the current element; of the element itself without one. */
  ask: Evaluate;
  /** The element, or what is wanted instead of it. */
  pick: Evaluate;
  node: Builtin;
  third: Evaluate | undefined;
}

type Loop = (run: Run, scope: Scope, body: Body) => Value;
type Prepare = (preparation: Preparation, node: Builtin) => Evaluate;

/** Makes a loop: a list is evaluated, then all that the loop does happens inside of its scope. */
function loop(execute: Loop): Prepare {
  return (preparation, node) => {
    const [list, predicate, third] = node.args;
    if (list === undefined) throw new Error('the parser lets no loop without a list through');
    const items = preparation.prepare(list);
    const element = elementAt(node.at);
    const size = 1 + (predicate?.size ?? 0) + (node.map?.size ?? 0);
    const ask = predicate === undefined ? element : preparation.prepare(predicate);
    const body: Body = {
      node,
      ask: (run) => {
        run.budget.spend(size);
        const answer = ask(run);
        run.at = node.at;
        return answer;
      },
      pick: node.map === undefined ? element : preparation.prepare(node.map),
      third: third === undefined ? undefined : preparation.prepare(third),
    };
    return (run) => enterLoop(run, items(run), { at: node.at, execute: (scope) => execute(run, scope, body) });
  };
}

function elementAt(at: number | undefined): Evaluate {
  return (run) => {
    run.at = at;
    return run.scope?.item(run.scope.index) ?? null;
  };
}

/** `#`, `#index`, `#acc`. */
export function preparePointer({ name, at }: NodeOf<'pointer'>): Evaluate {
  if (name === 'index') return ({ scope }) => BigInt(scope?.index ?? 0);
  if (name === 'acc') return ({ scope }) => scope?.accumulator ?? null;
  // Where nothing is checked, in a call of something unknown, this comes so far.
  if (name !== '') throw new ExpressionFailure(`unknown pointer ${name}`);
  return elementAt(at);
}

/** Asks each element until an answer ends the loop; undefined when none does. */
function findIndex(run: Run, scope: Scope, ask: Evaluate, ends: boolean): number | undefined {
  for (scope.index = 0; scope.index < scope.length; scope.index++) {
    if (asBool(ask(run)) === ends) return scope.index;
  }
  return undefined;
}

function findLastIndex(run: Run, scope: Scope, ask: Evaluate): number | undefined {
  for (scope.index = scope.length - 1; scope.index >= 0; scope.index--) {
    if (asBool(ask(run))) return scope.index;
  }
  return undefined;
}

/** The element that was found; else nil, or Go's message where a list would have been read beyond its end. */
function pickFound(run: Run, found: number | undefined, { pick, node }: Body): Value {
  if (found !== undefined) return pick(run);
  if (node.throws) throw new ExpressionFailure('reflect: slice index out of range');
  return null;
}

function toIndex(index: number | undefined): bigint | null {
  return index === undefined ? null : BigInt(index);
}

function count(run: Run, scope: Scope, { ask, node }: Body): bigint {
  let counted = 0;
  for (scope.index = 0; scope.index < scope.length; scope.index++) {
    if (asBool(ask(run))) counted += 1;
    if (counted === node.threshold) break;
  }
  return BigInt(counted);
}

function filter(run: Run, scope: Scope, { ask, pick, node }: Body): Value[] {
  const found: Value[] = [];
  for (scope.index = 0; scope.index < scope.length; scope.index++) {
    if (asBool(ask(run))) found.push(pick(run));
  }
  run.at = node.at;
  run.budget.makeElements(found.length);
  return found;
}

function map(run: Run, scope: Scope, { ask, node }: Body): Value[] {
  const made: Value[] = [];
  for (scope.index = 0; scope.index < scope.length; scope.index++) made.push(ask(run));
  run.at = node.at;
  run.budget.makeElements(made.length);
  return made;
}

function sum(run: Run, scope: Scope, { ask }: Body): Value {
  let total: Value = 0n;
  for (scope.index = 0; scope.index < scope.length; scope.index++) total = add(ask(run), total, run.budget);
  return total;
}

function groupBy(run: Run, scope: Scope, { ask, node }: Body): GoMap {
  // 1.15 makes the map with its first group.
  const isNil = run.dialect === '1.15' && scope.length === 0;
  const groups = new GoMap('map[interface {}][]interface {}', isNil);
  for (scope.index = 0; scope.index < scope.length; scope.index++) {
    const key = ask(run);
    if (run.dialect === '1.15') identify(key);
    const group = findEntry(groups, key)?.value;
    const item = scope.item(scope.index);
    if (Array.isArray(group)) group.push(item);
    else setEntry(groups, key, [item]);
  }
  run.at = node.at;
  return groups;
}

function sortBy(run: Run, scope: Scope, { ask, third, node }: Body): Value[] {
  const order = third === undefined ? 'asc' : third(run);
  run.at = node.at;
  if (typeof order !== 'string') throw new ExpressionFailure('sortBy order argument must be a string');
  if (order !== 'asc' && order !== 'desc') throw new ExpressionFailure('unknown order, use asc or desc');
  const sortable: { item: Value; key: Value }[] = [];
  for (scope.index = 0; scope.index < scope.length; scope.index++) {
    const key = ask(run);
    sortable.push({ item: scope.item(scope.index), key });
  }
  const sorted = sortItems(sortable, { keyOf: ({ key }) => key, isDescending: order === 'desc', budget: run.budget });
  run.budget.makeElements(sorted.length);
  return sorted.map(({ item }) => item);
}

function reduce(run: Run, scope: Scope, { ask, third, node }: Body): Value {
  scope.index = 0;
  if (third !== undefined) {
    scope.accumulator = third(run);
  } else {
    if (scope.length === 0 && run.dialect === '1.17') {
      throw new ExpressionFailure('reduce of empty array with no initial value');
    }
    scope.accumulator = elementAt(node.at)(run);
    scope.index = 1;
  }
  for (; scope.index < scope.length; scope.index++) scope.accumulator = ask(run);
  return scope.accumulator;
}

const loops: ReadonlyMap<string, Prepare> = new Map([
  ['all', loop((run, scope, { ask }) => findIndex(run, scope, ask, false) === undefined)],
  ['none', loop((run, scope, { ask }) => findIndex(run, scope, ask, true) === undefined)],
  ['any', loop((run, scope, { ask }) => findIndex(run, scope, ask, true) !== undefined)],
  ['one', loop((run, scope, body) => count(run, scope, body) === 1n)],
  ['count', loop(count)],
  ['filter', loop(filter)],
  ['map', loop(map)],
  ['find', loop((run, scope, body) => pickFound(run, findIndex(run, scope, body.ask, true), body))],
  ['findLast', loop((run, scope, body) => pickFound(run, findLastIndex(run, scope, body.ask), body))],
  ['findIndex', loop((run, scope, { ask }) => toIndex(findIndex(run, scope, ask, true)))],
  ['findLastIndex', loop((run, scope, { ask }) => toIndex(findLastIndex(run, scope, ask)))],
  ['groupBy', loop(groupBy)],
  ['reduce', loop(reduce)],
]);
const newerLoops: ReadonlyMap<string, Prepare> = new Map([...loops, ['sum', loop(sum)], ['sortBy', loop(sortBy)]]);

/** The loop of that name; undefined for what is none. In 1.15 `sum` and `sortBy` are plain functions. */
export function findLoop(name: string, dialect: Dialect): Prepare | undefined {
  return (dialect === '1.17' ? newerLoops : loops).get(name);
}
