import { type Argument, type ParameterType, parameterTypes } from '../../go-value/parameter-types.ts';
import { typeName } from '../../go-value/type-name.ts';
import { integer } from '../../go-value/value.ts';
import type { Operand } from '../parse/node.ts';
import { writeNode } from '../parse/write-node.ts';
import { callNamed } from './call-function.ts';
import {
  evaluateChain,
  evaluateField,
  evaluateLiteral,
  evaluatePipe,
  evaluateVariable,
  nothing,
} from './evaluate-pipe.ts';
import { type Execution, fail, hasFailed, type Place, spend } from './execution.ts';

/** The value of an operand where a function takes this type. */
export function evaluateArgument(execution: Execution, dot: Place, type: ParameterType, operand: Operand): Argument {
  if (!spend(execution, 1)) return undefined;
  execution.node = operand;
  switch (operand.kind) {
    case 'dot':
      return convertArgument(execution, dot.value, type);
    case 'nil':
      return nilOf(execution, type);
    case 'field':
      return convertArgument(execution, evaluateField(execution, dot, operand, nothing), type);
    case 'variable':
      return convertArgument(execution, evaluateVariable(execution, dot, operand, nothing), type);
    case 'pipe':
      return convertArgument(execution, evaluatePipe(execution, dot, operand), type);
    case 'function': {
      const site = { node: operand, operands: [operand], handed: undefined };
      return convertArgument(execution, callNamed(execution, dot, operand, site), type);
    }
    case 'chain':
      return convertArgument(execution, evaluateChain(execution, dot, operand, nothing), type);
    default:
      return evaluateTyped(execution, dot, type, operand);
  }
}

function hasNil(type: ParameterType): boolean {
  return 'nil' in parameterTypes[type];
}

function nilOf(execution: Execution, type: ParameterType): Argument {
  if (!hasNil(type)) return fail(execution, `cannot assign nil to ${parameterTypes[type].goName}`);
  return type === 'value' ? undefined : null;
}

/** The value where this type is taken: as it is, or a failure in Go's words. */
export function convertArgument(execution: Execution, value: Argument, type: ParameterType): Argument {
  if (hasFailed(execution) || type === 'value') return value;
  const { goName, read } = parameterTypes[type];
  if (value === undefined) return hasNil(type) ? null : fail(execution, `invalid value; expected ${goName}`);
  if (type === 'any') return value;
  if (value === null) return fail(execution, `wrong type for value; expected ${goName}; got interface {}`);
  if (read(value) !== undefined) return value;
  return fail(execution, `wrong type for value; expected ${goName}; got ${typeName(value)}`);
}

/** A literal is of the type that is taken, when it can be. */
function evaluateTyped(execution: Execution, dot: Place, type: ParameterType, operand: Operand): Argument {
  const { literal, goName } = parameterTypes[type];
  if (literal === 'any') return evaluateLiteral(execution, dot, operand);
  if (literal === 'none') {
    return fail(execution, `can't handle ${writeNode(operand)} for arg of type ${goName}`);
  }
  const value = readLiteral(operand, type);
  if (value !== undefined) return value;
  const expected = { text: 'string', bool: 'bool', integer: 'integer', unsigned: 'unsigned integer', float: 'float' };
  return fail(execution, `expected ${expected[literal]}; found ${writeNode(operand)}`);
}

function readLiteral(operand: Operand, type: ParameterType): Argument {
  const { literal } = parameterTypes[type];
  if (operand.kind === 'bool') return literal === 'bool' ? operand.value : undefined;
  if (operand.kind === 'text') return literal === 'text' ? operand.value : undefined;
  if (operand.kind !== 'number') return undefined;
  if (literal === 'float') return operand.float;
  const whole = literal === 'integer' ? operand.integer : literal === 'unsigned' ? operand.unsigned : undefined;
  if (whole === undefined) return undefined;
  return integer(integerTypes[type] ?? 'int', whole);
}

const integerTypes: Partial<Record<ParameterType, Parameters<typeof integer>[0]>> = {
  int64: 'int64',
  uint32: 'uint32',
  uint64: 'uint64',
  duration: 'time.Duration',
};
