import type { Argument } from '../../go-value/parameter-types.ts';
import { formatValue } from '../../go-value/print/print-value.ts';
import { sortEntries } from '../../go-value/print/sort-entries.ts';
import { entriesOf, type GoValue, type Integer, int, integer, isInteger, itemsOf } from '../../go-value/value.ts';
import type { Branch, Pipe } from '../parse/node.ts';
import { assign, evaluatePipe } from './evaluate-pipe.ts';
import { type Execution, fail, hasFailed, type Place, spend } from './execution.ts';
import { walkList } from './walk.ts';

/** One turn of a loop. */
interface Turn {
  index: Argument;
  element: Place;
}

/** `{{range}}`: over lists, maps in the order of their keys, and the whole numbers below one. */
export function walkRange(execution: Execution, dot: Place, branch: Branch): void {
  const known = execution.variables.length;
  const value = evaluatePipe(execution, dot, branch.pipe);
  if (hasFailed(execution)) return;
  const turns = turnsOf(execution, branch, value);
  const hasTurned = turns !== undefined && takeTurns(execution, branch, turns);
  if (!hasTurned && !hasFailed(execution) && branch.otherwise !== undefined) {
    walkList(execution, dot, branch.otherwise);
  }
  execution.variables.length = known;
}

/** The turns of a value; undefined when there can be none, which may be a failure. */
function turnsOf(execution: Execution, { pipe }: Branch, value: Argument): Iterable<Turn> | undefined {
  if (value === undefined || value === null) return undefined;
  if (isInteger(value)) {
    if (pipe.variables.length <= 1) return countUp(value);
    return fail(execution, `can't use ${value.value} to iterate over more than one variable`);
  }
  const isInterface = Array.isArray(value) || value instanceof Map;
  const items = itemsOf(value);
  if (items !== undefined) return goThrough(items, isInterface);
  const entries = entriesOf(value);
  if (entries === undefined) return fail(execution, `range can't iterate over ${formatValue(value, execution.call)}`);
  if (!spend(execution, entries.size)) return undefined;
  return sortEntries(entries).map(([key, member]) => ({ index: key, element: { value: member, isInterface } }));
}

function* goThrough(items: GoValue[], isInterface: boolean): Generator<Turn> {
  for (const [index, value] of items.entries()) yield { index: int(index), element: { value, isInterface } };
}

function* countUp({ type, value }: Integer): Generator<Turn> {
  for (let element = 0n; element < value; element++) {
    yield { index: undefined, element: { value: integer(type, element), isInterface: false } };
  }
}

/** True when there was a turn at least. */
function takeTurns(execution: Execution, branch: Branch, turns: Iterable<Turn>): boolean {
  const known = execution.variables.length;
  let hasTurned = false;
  for (const turn of turns) {
    hasTurned = true;
    if (!spend(execution, 1)) break;
    setVariables(execution, branch, turn);
    const jump = walkList(execution, turn.element, branch.list);
    execution.variables.length = known;
    if (jump === 'break' || hasFailed(execution)) break;
  }
  return hasTurned;
}

/** One variable gets the element, of two the first gets the index. */
function setVariables(execution: Execution, { pipe }: Branch, { index, element }: Turn): void {
  const [first, second] = pipe.variables;
  if (first === undefined) return;
  if (second === undefined) {
    setVariable(execution, pipe, { name: first.name, fromTop: 1 }, element);
    return;
  }
  setVariable(execution, pipe, { name: first.name, fromTop: 2 }, { value: index, isInterface: false });
  setVariable(execution, pipe, { name: second.name, fromTop: 1 }, element);
}

/** Variables that the loop declares stand on top of all others. */
function setVariable(execution: Execution, pipe: Pipe, which: { name: string; fromTop: number }, place: Place): void {
  const { variables } = execution;
  const { name, fromTop } = which;
  if (pipe.isAssignment) assign(execution, name, place);
  else variables[variables.length - fromTop] = { name, ...place };
}
