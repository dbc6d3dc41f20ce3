import type { Call, World } from '../../go-value/call.ts';
import type { GoFunction } from '../../go-value/go-function.ts';
import { type ParameterType, parameterTypes } from '../../go-value/parameter-types.ts';
import type { GoValue } from '../../go-value/value.ts';
import { ExpressionFailure } from '../../pratt/expression-failure.ts';
import { workLimits } from '../../pratt/work-budget.ts';
import { sprigFunctions } from '../../sprig/sprig-functions.ts';
import { typeName } from '../values/type-name.ts';
import { makeRecord, type Value } from '../values/value.ts';
import { fromGoValue } from './from-go-value.ts';
import { toGoValue } from './to-go-value.ts';

type SprigFunction = (...args: Value[]) => Value;

/**
 * sprig's functions as expr-lang calls them, for `sprig.…` in the metadata of a binding: an argument of another type than the
 * function takes is refused, and nothing is converted. Their work is limited as that of an expression is.
 */
export function makeSprig(world: World): Record<string, SprigFunction> {
  return makeRecord(Object.entries(sprigFunctions).map(([name, called]) => [name, callable(called, world)])) as Record<
    string,
    SprigFunction
  >;
}

function callable(called: GoFunction, world: World): SprigFunction {
  return (...args) => {
    checkCount(called, args.length);
    const given = args.map((argument, at) => convert(argument, called.takes[at] ?? called.rest ?? 'any'));
    const { call, failure } = makeCall(world);
    const result = called.call(given, call);
    const reason = failure();
    if (reason !== undefined) throw new ExpressionFailure(reason);
    return fromGoValue(result);
  };
}

function checkCount({ takes, rest }: GoFunction, count: number): void {
  if (count === takes.length || (rest !== undefined && count > takes.length)) return;
  const many = count < takes.length ? 'few' : 'many';
  throw new ExpressionFailure(`reflect: Call with too ${many} input arguments`);
}

function convert(argument: Value, type: ParameterType): GoValue {
  const value = toGoValue(argument);
  const { goName, literal, read } = parameterTypes[type];
  if (value === null ? literal === 'any' : read(value) !== undefined) return value;
  const given = value === null ? 'interface {}' : typeName(argument);
  throw new ExpressionFailure(`reflect: Call using ${given} as type ${goName}`);
}

function makeCall(world: World): { call: Call; failure: () => string | undefined } {
  let reason: string | undefined;
  let steps = 0;
  const fail = (message: string): null => {
    reason ??= message;
    return null;
  };
  const spend = (count: number): boolean => {
    steps += count;
    if (steps > workLimits.steps) fail(`the expression needs more than ${workLimits.steps} steps`);
    return reason === undefined;
  };
  return { call: { world, fail, spend }, failure: () => reason };
}
