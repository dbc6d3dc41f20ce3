import { toBytes } from '../../go-value/bytes.ts';
import { ExpressionFailure } from '../../pratt/expression-failure.ts';
import { kindName } from '../values/type-name.ts';
import { GoInteger, GoMap, isRecord, itemsOf, type Value } from '../values/value.ts';
import type { Run, Scope } from './run.ts';

/** Runs a loop over a list; a text counts as its bytes. Fails with Go's message where there is nothing to go through. */
export function enterLoop(
  run: Run,
  list: Value,
  { at, execute }: { at: number | undefined; execute: (scope: Scope) => Value },
): Value {
  run.at = at;
  const outer = run.scope;
  const scope: Scope = { ...readItems(list), index: 0, accumulator: null };
  run.scope = scope;
  const result = execute(scope);
  run.scope = outer;
  return result;
}

function readItems(list: Value): Pick<Scope, 'length' | 'item'> {
  const items = typeof list === 'string' ? bytesOf(list) : itemsOf(list);
  if (items !== undefined) return { length: items.length, item: (index) => readItem(items, index) };
  const length = isRecord(list) ? Object.keys(list).length : list instanceof GoMap ? list.entries.size : undefined;
  if (length === undefined) throw new ExpressionFailure(refuse('Len', list));
  // Go counts the entries of a map, and then finds that they have no order.
  const fail = (): never => {
    throw new ExpressionFailure(refuse('Index', list));
  };
  return { length, item: fail };
}

function readItem(items: readonly Value[], index: number): Value {
  if (index >= items.length) throw new ExpressionFailure('reflect: slice index out of range');
  return items[index] ?? null;
}

function bytesOf(text: string): Value[] {
  return Array.from(toBytes(text), (byte) => new GoInteger('uint8', BigInt(byte)));
}

function refuse(method: string, value: Value): string {
  const kind = kindName(value);
  return `reflect: call of reflect.Value.${method} on ${kind === 'invalid' ? 'zero' : kind} Value`;
}
