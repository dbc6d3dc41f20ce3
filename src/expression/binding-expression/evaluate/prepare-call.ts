import { ExpressionFailure } from '../../pratt/expression-failure.ts';
import { builtins } from '../builtins/builtins.ts';
import { type GoType, goType, isAssignable } from '../check/go-type.ts';
import type { NodeOf } from '../syntax/binding-node.ts';
import { BoundMethod } from '../values/methods/methods.ts';
import { kindName, typeName } from '../values/type-name.ts';
import type { Value } from '../values/value.ts';
import { HostFunction } from './host-function.ts';
import { broken } from './prepare-member.ts';
import type { Preparation } from './prepare-node.ts';
import type { Evaluate, Run } from './run.ts';

/** Functions of one value: where the check could not count their arguments, only the last counts. */
const ofOne = new Set('len type abs ceil floor round int float string upper lower'.split(' '));

/** A function that is built in. */
export function prepareBuiltin({ prepare }: Preparation, { name, args, at }: NodeOf<'builtin'>): Evaluate {
  const evaluates = args.map(prepare);
  const isOfOne = ofOne.has(name);
  return (run) => {
    const values = evaluates.map((evaluate) => evaluate(run));
    run.at = at;
    run.budget.spend(1);
    const call = builtins[run.dialect].get(name);
    if (call === undefined) throw new ExpressionFailure(`unknown builtin ${name}`);
    return call(isOfOne ? values.slice(-1) : values, run);
  };
}

/** A method, or a function of the environment. Arguments are evaluated before what is called, as in expr-lang. */
export function prepareCall({ prepare }: Preparation, { callee, args, at }: NodeOf<'call'>): Evaluate {
  const evaluates = args.map(prepare);
  const evaluateCallee = prepare(callee);
  return (run) => {
    const values = evaluates.map((evaluate) => evaluate(run));
    const called = evaluateCallee(run);
    if (called === broken) return broken;
    run.at = at;
    run.budget.spend(1);
    return call(called, values, run);
  };
}

function call(called: Value, args: Value[], run: Run): Value {
  if (called instanceof BoundMethod) return callMethod(called, args, run);
  if (called instanceof HostFunction) return callHost(called, args, run);
  if (isFunction(called)) return callFunction(called, args);
  throw new ExpressionFailure(refuseCallee(called, run));
}

function refuseCallee(called: Value, { dialect }: Run): string {
  const isNothing = called === null || called === undefined;
  if (dialect === '1.15') {
    return `reflect: call of reflect.Value.Call on ${isNothing ? 'zero' : kindName(called)} Value`;
  }
  const reason = isNothing ? 'cannot call nil' : `cannot call non-function of type ${typeName(called)}`;
  return `invalid operation: ${reason}`;
}

function callMethod(method: BoundMethod, args: Value[], { dialect }: Run): Value {
  const parameters = method.signature?.parameters ?? [];
  if (args.length !== parameters.length)
    throw new ExpressionFailure(refuseNumber(args.length, parameters.length, dialect));
  for (const [index, parameter] of parameters.entries()) {
    const type = typeName(args[index]);
    if (isAccepted(type, parameter)) continue;
    throw new ExpressionFailure(`reflect: Call using ${type} as type ${parameter.name}`);
  }
  return method.call(args);
}

function refuseNumber(got: number, expected: number, dialect: Run['dialect']): string {
  if (dialect === '1.17') return `invalid number of arguments: expected ${expected}, got ${got}`;
  return `reflect: Call with too ${got < expected ? 'few' : 'many'} input arguments`;
}

function isAccepted(type: string, parameter: GoType): boolean {
  return type !== '<nil>' && isAssignable(goType(type), parameter);
}

function callHost({ type, call: callIt }: HostFunction, args: Value[], run: Run): Value {
  const { parameters = [] } = goType(type).signature ?? {};
  if (args.length !== parameters.length)
    throw new ExpressionFailure(refuseNumber(args.length, parameters.length, run.dialect));
  for (const [index, parameter] of parameters.entries()) {
    const given = typeName(args[index]);
    if (parameter.kind === 'interface' || given === parameter.name) continue;
    throw new ExpressionFailure(
      `reflect: Call using ${given === '<nil>' ? 'zero Value' : given} as type ${parameter.name}`,
    );
  }
  return callIt(args, run);
}

function isFunction(value: Value): value is (...args: Value[]) => Value {
  return typeof value === 'function';
}

/** Functions of the environment say by throwing what is wrong with their arguments; that is the message of the failure. */
function callFunction(called: (...args: Value[]) => Value, args: Value[]): Value {
  try {
    return called(...args) ?? null;
  } catch (thrown) {
    if (thrown instanceof ExpressionFailure) throw thrown;
    throw new ExpressionFailure(thrown instanceof Error ? thrown.message : String(thrown));
  }
}
