import type { Event } from '../../event/event.ts';
import { compileCondition } from '../../expression/condition/compile-condition.ts';
import { readerOf } from '../../sensor/event-reader.ts';
import { showValue } from '../../sensor/show-value.ts';

const maxValues = 8;

/** What a condition read of the event: `github.sender` with its value as JSON, masked and cut as a trace shows it. */
export function conditionValues(condition: string, event: Event): { name: string; value: string }[] {
  const compiled = compileCondition(condition);
  const data = readerOf(event).plainData();
  if (!compiled.ok || data === undefined) return [];
  return compiled.names.slice(0, maxValues).map((name) => ({ name, value: show(valueAt(data, name.split('.'))) }));
}

function valueAt(data: unknown, path: readonly string[]): unknown {
  let current = data;
  for (const key of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, key)) return undefined;
    current = Reflect.get(current, key);
  }
  return current;
}

function show(value: unknown): string {
  return value === undefined ? 'absent' : showValue(JSON.stringify(value));
}
