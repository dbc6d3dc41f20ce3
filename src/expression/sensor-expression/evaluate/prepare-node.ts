import { ExpressionFailure } from '../../pratt/expression-failure.ts';
import type { WorkBudget } from '../../pratt/work-budget.ts';
import type { SensorNode } from '../syntax/sensor-node.ts';
import { applyPrefix, operators } from './operators.ts';
import { type MemberReader, readMember } from './read-member.ts';

/** One evaluation. */
export interface Evaluation {
  parameters: Readonly<Record<string, unknown>>;
  readMember: MemberReader;
  budget: WorkBudget;
}

/** A node made ready to be evaluated. */
export type Evaluate = (evaluation: Evaluation) => unknown;

const nothing: Evaluate = () => null;

/** Makes a closure of a node; what is missing is nil. */
export function prepareNode(node: SensorNode | undefined): Evaluate {
  if (node === undefined) return nothing;
  switch (node.kind) {
    case 'literal': {
      const { value } = node;
      return () => value;
    }
    case 'parameter':
      return prepareParameter(node.name);
    case 'member':
      return prepareMember(node);
    case 'clause':
      return prepareNode(node.inner);
    case 'prefix': {
      const operand = prepareNode(node.operand);
      return (evaluation) => applyPrefix(node.operator, operand(evaluation), evaluation.budget);
    }
    default:
      return prepareBinary(node);
  }
}

function prepareParameter(name: string): Evaluate {
  return ({ parameters }) => {
    if (!Object.hasOwn(parameters, name)) throw new ExpressionFailure(`No parameter '${name}' found.`);
    return parameters[name] ?? null;
  };
}

function prepareMember({ path, argument }: Extract<SensorNode, { kind: 'member' }>): Evaluate {
  const readStart = prepareParameter(path[0] ?? '');
  const readArgument = prepareNode(argument);
  return (evaluation) => {
    const value = readArgument(evaluation);
    return readMember(readStart(evaluation), { path, argument: value }, evaluation.readMember) ?? null;
  };
}

/** The right side of `&&`, `||`, `?`, `:` and `??` is evaluated only where it counts. */
function prepareBinary(node: Extract<SensorNode, { kind: 'binary' }>): Evaluate {
  const left = prepareNode(node.left);
  const right = prepareNode(node.right);
  const apply = operators[node.operator];
  const decides = shortcuts[node.operator];
  if (decides === undefined) return (evaluation) => apply(left(evaluation), right(evaluation), evaluation.budget);
  return (evaluation) => {
    const value = left(evaluation);
    const decided = decides(value);
    return decided === undefined ? apply(value, right(evaluation), evaluation.budget) : decided.result;
  };
}

type Shortcut = (left: unknown) => { result: unknown } | undefined;

const orElse: Shortcut = (left) => (left === null ? undefined : { result: left });

const shortcuts: Record<string, Shortcut> = {
  '&&': (left) => (left === false ? { result: false } : undefined),
  '||': (left) => (left === true ? { result: true } : undefined),
  '?': (left) => (left === false ? { result: null } : undefined),
  ':': orElse,
  '??': orElse,
};
