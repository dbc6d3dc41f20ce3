import { maxListLength, maxTextLength } from '../../go-value/call.ts';
import type { GoFunction } from '../../go-value/go-function.ts';
import { isTrue } from '../../go-value/is-true.ts';
import type { Argument, ParameterType } from '../../go-value/parameter-types.ts';
import { typeName } from '../../go-value/type-name.ts';
import { entriesOf, type GoValue, itemsOf } from '../../go-value/value.ts';
import type { Operand } from '../parse/node.ts';
import { writeNode } from '../parse/write-node.ts';
import { convertArgument, evaluateArgument } from './evaluate-argument.ts';
import type { Handed, Rest } from './evaluate-pipe.ts';
import { type Execution, fail, hasFailed, type Node, type Place, rewordFailure, spend } from './execution.ts';
import { weighCall } from './weigh-call.ts';

/** A call as it stands in the template; the first operand is the function itself. */
interface CallSite {
  /** What a message about the call shows. */
  node: Node;
  operands: readonly Operand[];
  handed: Handed | undefined;
}

type FunctionNode = Extract<Operand, { kind: 'function' }>;

export function callNamed(execution: Execution, dot: Place, called: FunctionNode, site: CallSite): Argument {
  execution.node = called;
  const { name } = called;
  const found = execution.language.functions.get(name);
  if (found === undefined) return fail(execution, `${JSON.stringify(name)} is not a defined function`);
  const given = { operands: site.operands.slice(1), handed: site.handed };
  if (!hasRightCount(execution, found, { name, ...given })) return undefined;
  if (name === 'and' || name === 'or') return chooseLazily(execution, dot, name, given);
  if (name === 'call') return refuseCall(execution, dot, given, site.node);
  const args = evaluateArguments(execution, dot, found, given);
  spend(execution, weighCall(name, args));
  return carryOut(execution, { name, node: site.node }, () => found.call(args, execution.call));
}

interface MethodCall {
  receiver: GoValue;
  method: GoFunction;
  name: string;
  node: Node;
}

/** A method takes its receiver as the first argument, which stands before the point. */
export function callMethod(
  execution: Execution,
  dot: Place,
  { receiver, method, name, node }: MethodCall,
  rest: Rest,
): Argument {
  const given = { operands: rest.operands.slice(1), handed: rest.handed };
  const declared = { ...method, takes: method.takes.slice(1) };
  if (!hasRightCount(execution, declared, { name, ...given })) return undefined;
  const args = evaluateArguments(execution, dot, declared, given);
  return carryOut(execution, { name, node }, () => method.call([receiver, ...args], execution.call));
}

function hasRightCount(execution: Execution, { takes, rest }: GoFunction, given: Rest & { name: string }): boolean {
  const { name, operands, handed } = given;
  const count = operands.length + (handed === undefined ? 0 : 1);
  if (rest === undefined && count !== takes.length) {
    fail(execution, `wrong number of args for ${name}: want ${takes.length} got ${count}`);
  } else if (count < takes.length) {
    fail(execution, `wrong number of args for ${name}: want at least ${takes.length} got ${operands.length}`);
  }
  return !hasFailed(execution);
}

function evaluateArguments(
  execution: Execution,
  dot: Place,
  called: GoFunction,
  { operands, handed }: Rest,
): Argument[] {
  const args = operands.map((operand, at) =>
    !hasFailed(execution) ? evaluateArgument(execution, dot, typeAt(called, at), operand) : undefined,
  );
  if (handed !== undefined) args.push(convertArgument(execution, handed.value, typeAt(called, args.length)));
  return args;
}

function typeAt({ takes, rest }: GoFunction, at: number): ParameterType {
  return takes[at] ?? rest ?? 'any';
}

/** `and` and `or` look at no further arguments than they need. */
function chooseLazily(execution: Execution, dot: Place, name: 'and' | 'or', { operands, handed }: Rest): Argument {
  let value: Argument;
  for (const operand of operands) {
    value = evaluateArgument(execution, dot, 'value', operand);
    if (hasFailed(execution) || isTrue(value) === (name === 'or')) return value;
  }
  return handed === undefined ? value : handed.value;
}

/** No value is a function. */
function refuseCall(execution: Execution, dot: Place, { operands, handed }: Rest, node: Node): Argument {
  const [callee] = operands;
  const value = callee === undefined ? handed?.value : evaluateArgument(execution, dot, 'value', callee);
  if (hasFailed(execution)) return undefined;
  if (value === undefined || value === null) fail(execution, 'call of nil');
  else {
    const passed = typeof value === 'string' ? value : `<${typeName(value)} Value>`;
    fail(execution, `non-function ${callee === undefined ? passed : writeNode(callee)} of type ${typeName(value)}`);
  }
  rewordFailure(execution, (message) => `error calling call: ${message}`, node);
  return undefined;
}

/** Calls, counts what it cost, and gives a failure in it Go's words. */
function carryOut(execution: Execution, { name, node }: { name: string; node: Node }, run: () => Argument): Argument {
  if (hasFailed(execution)) return undefined;
  const result = run();
  if (!hasFailed(execution)) chargeResult(execution, result);
  if (!hasFailed(execution)) return result;
  rewordFailure(execution, (message) => `error calling ${name}: ${message}`, node);
  return undefined;
}

/** No value may grow past its limit, whichever function made it. */
function chargeResult(execution: Execution, result: Argument): void {
  if (typeof result === 'string') {
    if (result.length > maxTextLength) fail(execution, `a text of more than ${maxTextLength} characters`);
    spend(execution, result.length >> 6);
    return;
  }
  const size = itemsOf(result)?.length ?? entriesOf(result)?.size ?? 0;
  if (size > maxListLength) fail(execution, `a list of more than ${maxListLength} elements`);
}
