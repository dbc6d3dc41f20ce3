import { compareBytes } from '../../path/json/bytes.ts';
import { ExpressionFailure } from '../../pratt/expression-failure.ts';
import type { WorkBudget } from '../../pratt/work-budget.ts';
import { GoInteger, isRecord, type Value } from '../values/value.ts';
import type { Step } from './read-steps.ts';

/** What the steps select, one after the other. Fails where a plain step finds nothing. */
export function applySteps(value: Value, steps: readonly Step[], budget: WorkBudget): Value {
  const [step, ...rest] = steps;
  budget.spend(1);
  if (step === undefined) return value;
  switch (step.kind) {
    case 'key':
      return applySteps(readKey(value, step.key), rest, budget);
    case 'index':
      return applySteps(readIndex(value, step.index), rest, budget);
    case 'length':
      return applySteps(readLength(value), rest, budget);
    case 'wildcard':
      return each(membersOf(value, step.kind), rest, budget);
    case 'recursive':
      return descend(value, rest, budget);
    case 'range':
      return gather(readRange(value, step), rest, budget);
    default:
      return gather(readUnion(value, step.members), rest, budget);
  }
}

function fail(step: string, reason: string): never {
  throw new ExpressionFailure(`${step}: invalid token${reason}`);
}

function readKey(value: Value, key: string): Value {
  if (!isRecord(value)) return fail('key', ` target. expected [map] got [${kindOf(value)}]`);
  return Object.hasOwn(value, key) ? (value[key] ?? null) : fail('key', ` key '${key}' not found`);
}

function listFor(step: string, value: Value): Value[] {
  return Array.isArray(value) ? value : fail(step, ` target. expected [array slice] got [${kindOf(value)}]`);
}

function kindOf(value: Value): string {
  if (value === null) return 'nil';
  if (Array.isArray(value)) return 'slice';
  if (typeof value === 'object') return 'map';
  return typeof value === 'number' ? 'float64' : typeof value === 'boolean' ? 'bool' : typeof value;
}

function readIndex(value: Value, index: number): Value {
  const items = listFor('index', value);
  const place = index < 0 ? items.length + index : index;
  return place < 0 || place >= items.length ? fail('index', ' out of range') : (items[place] ?? null);
}

/** How long a list, map or text is; a map's own `length` comes before. */
function readLength(value: Value): Value {
  const count = (size: number) => new GoInteger('int64', BigInt(size));
  if (Array.isArray(value)) return count(value.length);
  if (typeof value === 'string') return count(Buffer.byteLength(value));
  if (!isRecord(value)) return fail('length', ` target. expected [array map slice string] got [${kindOf(value)}]`);
  return Object.hasOwn(value, 'length') ? value.length : count(Object.keys(value).length);
}

/** The elements of a list, or the values of a map by the order of its keys. */
function membersOf(value: Value, step: string): Value[] {
  if (Array.isArray(value)) return value;
  if (!isRecord(value)) return fail(step, ` target. expected [array map slice] got [${kindOf(value)}]`);
  const entries = Object.entries(value).sort(([left], [right]) => compareBytes(left, right));
  return entries.map(([, member]) => member);
}

/** The further steps on each value; what they do not find is left out. */
function each(values: readonly Value[], rest: readonly Step[], budget: WorkBudget): Value[] {
  const found: Value[] = [];
  for (const value of values) {
    const selected = select(value, rest, budget);
    if (selected !== undefined && (rest.length === 0 || selected !== null)) found.push(selected);
  }
  budget.makeElements(found.length);
  return found;
}

/** The steps on a value; undefined where they find nothing. What ends the evaluation ends it here too. */
function select(value: Value, steps: readonly Step[], budget: WorkBudget): Value {
  try {
    return applySteps(value, steps, budget);
  } catch (thrown) {
    budget.spend(0);
    if (thrown instanceof ExpressionFailure && thrown.message.includes(': invalid token')) return undefined;
    throw thrown;
  }
}

/** An index behind several values picks one of them; other steps go on from each. */
function gather(values: Value[], rest: readonly Step[], budget: WorkBudget): Value {
  return rest[0]?.kind === 'index' ? applySteps(values, rest, budget) : each(values, rest, budget);
}

function readRange(value: Value, { from = 0, to, step }: Extract<Step, { kind: 'range' }>): Value[] {
  const items = listFor('range', value);
  const place = (index: number) => Math.max(0, Math.min(items.length, index < 0 ? items.length + index : index));
  const [start, end] = [place(from), place(to ?? items.length)];
  if (step === 0) return fail('range', ' out of range');
  const selected = items.slice(start, end);
  const ordered = step < 0 ? selected.reverse() : selected;
  return ordered.filter((_, index) => index % Math.abs(step) === 0);
}

function readUnion(value: Value, members: readonly (string | number)[]): Value[] {
  const keys = members.filter((member) => typeof member === 'string');
  if (keys.length > 0 && keys.length < members.length) return fail('union', ' argument. expected [int] got [string]');
  if (keys.length > 0) {
    if (!isRecord(value)) return fail('union', ` target. expected [map] got [${kindOf(value)}]`);
    return keys.filter((key) => Object.hasOwn(value, key)).map((key) => value[key]);
  }
  const items = listFor('union', value);
  const places = members.map(Number).map((index) => (index < 0 ? items.length + index : index));
  return places.filter((place) => place >= 0 && place < items.length).map((place) => items[place]);
}

/** The steps on a value and on all that lies in it. */
function descend(value: Value, rest: readonly Step[], budget: WorkBudget): Value[] {
  const found: Value[] = [];
  const waiting: Value[] = [value];
  for (let current = waiting.pop(); current !== undefined; current = waiting.pop()) {
    budget.spend(1);
    if (current === null) continue;
    const selected = rest.length === 0 ? current : select(current, rest, budget);
    if (Array.isArray(selected) && rest.length > 0) found.push(...selected);
    else if (selected !== undefined && selected !== null) found.push(selected);
    if (typeof current === 'object') waiting.push(...membersOf(current, 'recursive').toReversed());
    budget.makeElements(1);
  }
  return found;
}
