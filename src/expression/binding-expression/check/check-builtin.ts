import type { BindingNode, NodeOf } from '../syntax/binding-node.ts';
import { checkGet } from './check-member.ts';
import { type Checker, failCheck } from './checker.ts';
import { checkFunction } from './function-check.ts';
import * as natures from './nature.ts';
import { isList, isUnknown, type Nature } from './nature.ts';

/** A call of a builtin: a loop over a list, or a function. */
export function checkBuiltin(checker: Checker, node: NodeOf<'builtin'>): Nature {
  const loop =
    checker.dialect === '1.15' && (node.name === 'sum' || node.name === 'sortBy') ? undefined : loops[node.name];
  if (loop !== undefined) return checkLoop(checker, node, loop);
  if (node.name === 'get') return checkGet(checker, node);
  return checkFunction(checker, node, { name: node.name, args: node.args });
}

interface Loop {
  /** What `#index` and `#acc` are in it. */
  pointers?: readonly (readonly [string, Nature])[];
  /** What is asked has to be true or false. */
  isTest?: boolean;
  /** What comes out; `body` is what the predicate answers, undefined without one. */
  result: (checker: Checker, collection: Nature, body: Nature) => Nature;
}

const test: Loop = { isTest: true, result: () => natures.bool };
const index: Loop = { isTest: true, result: () => natures.int };
const element: Loop = {
  isTest: true,
  result: ({ rules }, collection) => (isUnknown(collection) ? natures.unknown : rules.elementsOf(collection)),
};

const loops: Record<string, Loop | undefined> = {
  all: test,
  none: test,
  any: test,
  one: test,
  count: index,
  findIndex: index,
  findLastIndex: index,
  find: element,
  findLast: element,
  filter: {
    isTest: true,
    result: (checker, collection) => {
      if (isUnknown(collection)) return natures.anyList;
      return sliceOf(checker, checker.rules.elementsOf(collection));
    },
  },
  map: { pointers: [['index', natures.int]], result: (checker, _collection, body) => sliceOf(checker, body) },
  groupBy: { result: () => natures.ofType('map[interface {}][]interface {}') },
  sortBy: { result: (_checker, collection) => collection },
  reduce: {
    pointers: [
      ['index', natures.int],
      ['acc', natures.unknown],
    ],
    result: (_checker, _collection, body) => body,
  },
  // What a function answers has a type, and nothing more.
  sum: { result: (_checker, _collection, { type }) => (type === undefined ? natures.anything : { type }) },
};

/** 1.15 has a type for every list, 1.17 notes what is in it. */
function sliceOf({ dialect }: Checker, elements: Nature): Nature {
  if (dialect === '1.17') return natures.listOf(elements);
  return natures.ofType(`[]${elements.type?.name ?? 'interface {}'}`);
}

function checkLoop(checker: Checker, node: NodeOf<'builtin'>, loop: Loop): Nature {
  const [list, predicate, third] = node.args;
  if (list === undefined) return failCheck(node, `not enough arguments to call ${node.name}`);
  const collection = natures.pointedTo(checker.visit(list));
  if (!isList(collection) && !isUnknown(collection)) {
    const type = checker.rules.describe(collection);
    return failCheck(list, `builtin ${node.name} takes only array (got ${type})`);
  }
  // `count(list)` and `sum(list)` look at the elements themselves.
  if (predicate === undefined) {
    return node.name === 'count' ? natures.int : element.result(checker, collection, natures.unknown);
  }
  checker.scopes.push({ collection, pointers: new Map(loop.pointers) });
  const body = checker.visit(predicate);
  checker.scopes.pop();
  if (third !== undefined) checkThird(checker, node, third);
  checkBody(checker, node, { predicate, body, loop });
  return loop.result(checker, collection, body);
}

function checkThird(checker: Checker, node: NodeOf<'builtin'>, third: BindingNode): void {
  const nature = checker.visit(third);
  if (node.name !== 'sortBy' || natures.isText(nature) || isUnknown(nature)) return;
  failCheck(third, `sortBy order argument must be a string (got ${checker.rules.describe(nature)})`);
}

function checkBody(
  { dialect, rules }: Checker,
  node: NodeOf<'builtin'>,
  { predicate, body, loop }: { predicate: BindingNode; body: Nature; loop: Loop },
): void {
  if (body.isNil) {
    if (dialect === '1.15')
      failCheck(predicate.kind === 'predicate' ? predicate.body : predicate, 'closure cannot be nil');
    // What is nil has no type, and a predicate without one is none; `sum` says so in other words.
    const wanted = 'cannot use func(interface {}) as argument (type func(interface {}) bool) to call sum ';
    if (node.name === 'sum') failCheck(predicate, wanted);
    const inputs = node.name === 'reduce' ? 'two' : 'one';
    failCheck(predicate, `predicate should has ${inputs} input and one output param`);
  }
  if (loop.isTest !== true || natures.isBool(body) || isUnknown(body)) return;
  failCheck(predicate, `predicate should return boolean (got ${rules.describe(body)})`);
}
