import type { Argument } from '../../go-value/parameter-types.ts';
import { int } from '../../go-value/value.ts';
import type { ChainNode, Command, FieldNode, NumberNode, Operand, Pipe, Variable } from '../parse/node.ts';
import { writeNode } from '../parse/write-node.ts';
import { callNamed } from './call-function.ts';
import { evaluateFields } from './evaluate-fields.ts';
import { type Execution, enter, fail, hasFailed, leave, type Place, spend } from './execution.ts';

/** What a stage of a pipeline gets from the one before it: its last argument. */
export interface Handed {
  value: Argument;
}

/** The value of a pipeline, which its variables get too. Undefined is Go's invalid value, which nil becomes here. */
export function evaluatePipe(execution: Execution, dot: Place, pipe: Pipe): Argument {
  if (!enter(execution)) {
    leave(execution);
    return undefined;
  }
  execution.node = pipe;
  let handed: Handed | undefined;
  for (const command of pipe.commands) {
    const value = evaluateCommand(execution, dot, command, handed);
    if (hasFailed(execution)) break;
    handed = { value: value === null ? undefined : value };
  }
  leave(execution);
  for (const { name } of pipe.variables) {
    const place = { value: handed?.value, isInterface: false };
    if (pipe.isAssignment) assign(execution, name, place);
    else execution.variables.push({ name, ...place });
  }
  return handed?.value;
}

/** Gives the innermost variable of that name another value. */
export function assign(execution: Execution, name: string, place: Place): void {
  const variable = execution.variables.findLast((each) => each.name === name);
  if (variable === undefined) {
    fail(execution, `undefined variable: ${name}`);
    return;
  }
  variable.value = place.value;
  variable.isInterface = place.isInterface;
}

function evaluateCommand(execution: Execution, dot: Place, command: Command, handed: Handed | undefined): Argument {
  if (!spend(execution, 1)) return undefined;
  const { operands } = command;
  const [first] = operands;
  switch (first.kind) {
    case 'field':
      return evaluateField(execution, dot, first, { operands, handed });
    case 'chain':
      return evaluateChain(execution, dot, first, { operands, handed });
    case 'variable':
      return evaluateVariable(execution, dot, first, { operands, handed });
    case 'function':
      return callNamed(execution, dot, first, { node: command, operands, handed });
    case 'pipe':
      refuseArguments(execution, { operands, handed });
      return evaluatePipe(execution, dot, first);
    default:
      execution.node = first;
      refuseArguments(execution, { operands, handed });
      return evaluateLiteral(execution, dot, first);
  }
}

/** What stands behind the first operand of a command, and what is handed to it. */
export interface Rest {
  operands: readonly Operand[];
  handed: Handed | undefined;
}

export const nothing: Rest = { operands: [], handed: undefined };

function refuseArguments(execution: Execution, { operands, handed }: Rest): void {
  const [first] = operands;
  if (first === undefined || (operands.length <= 1 && handed === undefined)) return;
  fail(execution, `can't give argument to non-function ${writeNode(first)}`);
}

/** An operand that calls nothing. */
export function evaluateLiteral(execution: Execution, dot: Place, operand: Operand): Argument {
  switch (operand.kind) {
    case 'dot':
      return dot.value;
    case 'bool':
    case 'text':
      return operand.value;
    case 'number':
      return evaluateNumber(execution, operand);
    case 'nil':
      return fail(execution, 'nil is not a command');
    default:
      return undefined;
  }
}

/** Where no type is asked for, a point or an exponent makes a number a `float64`; any other is an `int`. */
function evaluateNumber(execution: Execution, { written, integer, float }: NumberNode): Argument {
  const isHexadecimal = /^0[xX]/.test(written) && !/[pP]/.test(written);
  const isFloat = /[.eEpP]/.test(written) && !isHexadecimal && !written.startsWith("'");
  if (isFloat) return float;
  return integer === undefined ? fail(execution, `${written} overflows int`) : int(integer);
}

export function evaluateField(execution: Execution, dot: Place, field: FieldNode, rest: Rest): Argument {
  execution.node = field;
  return evaluateFields(execution, dot, { from: dot, names: field.names, node: field }, rest);
}

export function evaluateVariable(execution: Execution, dot: Place, variable: Variable, rest: Rest): Argument {
  execution.node = variable;
  const place = execution.variables.findLast((each) => each.name === variable.name);
  if (place === undefined) return fail(execution, `undefined variable: ${variable.name}`);
  if (variable.fields.length > 0) {
    return evaluateFields(execution, dot, { from: place, names: variable.fields, node: variable }, rest);
  }
  refuseArguments(execution, rest);
  return place.value;
}

export function evaluateChain(execution: Execution, dot: Place, chain: ChainNode, rest: Rest): Argument {
  execution.node = chain;
  const value = evaluateStart(execution, dot, chain.of);
  return evaluateFields(
    execution,
    dot,
    { from: { value, isInterface: false }, names: chain.fields, node: chain },
    rest,
  );
}

function evaluateStart(execution: Execution, dot: Place, start: Operand): Argument {
  if (start.kind === 'pipe') return evaluatePipe(execution, dot, start);
  if (start.kind === 'function') return callNamed(execution, dot, start, { node: start, ...nothing });
  return evaluateLiteral(execution, dot, start);
}
