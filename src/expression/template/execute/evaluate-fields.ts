import type { GoFunction } from '../../go-value/go-function.ts';
import type { Argument } from '../../go-value/parameter-types.ts';
import { typeName } from '../../go-value/type-name.ts';
import { entriesOf, type GoValue, type StructValue } from '../../go-value/value.ts';
import { callMethod } from './call-function.ts';
import { nothing, type Rest } from './evaluate-pipe.ts';
import { type Execution, fail, hasFailed, type Node, type Place, spend } from './execution.ts';

/** A chain of fields, from where it starts. */
export interface FieldChain {
  from: Place;
  names: readonly string[];
  node: Node;
}

/** Walks `.a.b.c`; only the last field may be a method with arguments. A key that is missing has no value, nor has what is below it. */
export function evaluateFields(
  execution: Execution,
  dot: Place,
  { from, names, node }: FieldChain,
  rest: Rest,
): Argument {
  if (!spend(execution, names.length)) return undefined;
  let place = from;
  for (const [at, name] of names.entries()) {
    place = evaluateStep(execution, dot, { from: place, name, node }, at === names.length - 1 ? rest : nothing);
    if (hasFailed(execution)) return undefined;
  }
  return place.value;
}

interface Step {
  from: Place;
  name: string;
  node: Node;
}

const noPlace: Place = { value: undefined, isInterface: false };

function evaluateStep(execution: Execution, dot: Place, step: Step, rest: Rest): Place {
  const { from, name } = step;
  const { value } = from;
  if (value === undefined) return noPlace;
  if (value === null) return refuse(execution, `nil pointer evaluating interface {}.${name}`);
  const method = methodOf(execution, value, name);
  if (method !== undefined) {
    const result = callMethod(execution, dot, { receiver: value, method, name, node: step.node }, rest);
    return { value: result, isInterface: false };
  }
  const hasArguments = rest.operands.length > 1 || rest.handed !== undefined;
  const entries = entriesOf(value);
  if (entries !== undefined) {
    if (hasArguments) return refuse(execution, `${name} is not a method but has arguments`);
    return { value: entries.get(name), isInterface: value instanceof Map };
  }
  const isStruct = typeof value === 'object' && 'kind' in value && value.kind === 'struct';
  if (isStruct && value.fields.has(name)) return fieldOf(execution, value, name, hasArguments);
  const type = from.isInterface ? 'interface {}' : typeName(value);
  return refuse(execution, `can't evaluate field ${name} in type ${type}`);
}

function refuse(execution: Execution, message: string): Place {
  fail(execution, message);
  return noPlace;
}

function fieldOf(execution: Execution, struct: StructValue, name: string, hasArguments: boolean): Place {
  if (struct.isNil === true) return refuse(execution, `nil pointer evaluating ${struct.type}.${name}`);
  if (hasArguments) return refuse(execution, `${name} has arguments but cannot be invoked as function`);
  return { value: struct.fields.get(name), isInterface: false };
}

/** Only methods that a type's table itself has count. */
function methodOf({ language }: Execution, value: GoValue, name: string): GoFunction | undefined {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return undefined;
  if (value.kind === 'list' || value.kind === 'map') return undefined;
  const methods = value.kind === 'integer' ? (language.integerMethods[value.type] ?? {}) : value.methods;
  return Object.hasOwn(methods, name) ? methods[name] : undefined;
}
