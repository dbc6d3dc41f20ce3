import { monthNames, weekdayNames } from '../../../go-time/names.ts';
import { TimeZone } from '../../../go-time/time-zone.ts';
import { goType, type Signature } from '../../check/go-type.ts';
import type { Nature } from '../../check/nature.ts';
import { typeName } from '../type-name.ts';
import { GoInteger, type Value } from '../value.ts';
import { durationMethods } from './duration-methods.ts';
import type { Method } from './method.ts';
import { timeMethods } from './time-methods.ts';

function naming(names: readonly string[]): Record<string, Method> {
  const print = (receiver: Value) => (receiver instanceof GoInteger ? (names[Number(receiver.value)] ?? null) : null);
  return { String: { type: 'func() string', call: print } };
}

const methodsByType: Record<string, Record<string, Method>> = {
  'time.Time': timeMethods,
  'time.Duration': durationMethods,
  'time.Month': naming(['', ...monthNames]),
  'time.Weekday': naming(weekdayNames),
  '*time.Location': {
    String: { type: 'func() string', call: (zone) => (zone instanceof TimeZone ? zone.name : null) },
  },
};

/** What the method of a value of that type is; undefined where there is none. */
export function methodNature({ type }: Nature, name: string): Nature | undefined {
  const method = type === undefined ? undefined : findMethod(type.name, name);
  return method === undefined ? undefined : { type: goType(method.type) };
}

/** A method with the value that it belongs to. */
export class BoundMethod {
  readonly signature: Signature | undefined;
  readonly call: (args: readonly Value[]) => Value;

  constructor(receiver: Value, method: Method) {
    this.signature = goType(method.type).signature;
    this.call = (args) => method.call(receiver, args);
  }
}

/** The method of a value; undefined where there is none. */
export function bindMethod(value: Value, name: string): BoundMethod | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const method = findMethod(typeName(value), name);
  return method === undefined ? undefined : new BoundMethod(value, method);
}

function findMethod(type: string, name: string): Method | undefined {
  const methods = Object.hasOwn(methodsByType, type) ? methodsByType[type] : undefined;
  return methods !== undefined && Object.hasOwn(methods, name) ? methods[name] : undefined;
}
