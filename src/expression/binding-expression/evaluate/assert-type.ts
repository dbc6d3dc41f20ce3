import { ExpressionFailure } from '../../pratt/expression-failure.ts';
import { typeName } from '../values/type-name.ts';
import type { Value } from '../values/value.ts';

/** What Go says when a value is not of the type that it is taken for. */
export function failConversion(value: Value, wanted: string): never {
  const found = value === null || value === undefined ? 'nil' : typeName(value);
  throw new ExpressionFailure(`interface conversion: interface {} is ${found}, not ${wanted}`);
}

export function asBool(value: Value): boolean {
  return typeof value === 'boolean' ? value : failConversion(value, 'bool');
}

export function asText(value: Value): string {
  return typeof value === 'string' ? value : failConversion(value, 'string');
}
