import type { Call, World } from '../../go-value/call.ts';
import type { GoFunction } from '../../go-value/go-function.ts';
import type { Argument } from '../../go-value/parameter-types.ts';
import { nothingLeft, spendWork, type WorkAllowance } from '../../work/work-allowance.ts';
import type { Command, Operand, Statement } from '../parse/node.ts';

/** Work that one rendering may take; a step is about what a microsecond does. */
export const maxSteps = 1_000_000;
/** Of an allowance. */
const unitsPerStep = 1_000;
/** Characters of output; a Workflow's object may hold about as many bytes. */
export const maxOutputLength = 1_000_000;
/** Templates that call templates; Go allows 100,000. */
export const maxTemplateDepth = 100;
/** Blocks, parentheses and templates inside each other, while they are carried out. */
const maxDepth = 1_000;

/** What templates are carried out with. */
export interface Language {
  functions: ReadonlyMap<string, GoFunction>;
  /** Methods of named whole numbers, by the name of their type. */
  integerMethods: Readonly<Record<string, Readonly<Record<string, GoFunction>>>>;
}

export type Node = Statement | Command | Operand;

/** A value, and whether Go knows it only as an `interface {}` there: messages say so. */
export interface Place {
  value: Argument;
  isInterface: boolean;
}

/** One rendering. The first failure is noted; what is under way then comes to its end without doing more. */
export interface Execution {
  language: Language;
  templates: ReadonlyMap<string, Statement[]>;
  call: Call;
  output: string;
  variables: (Place & { name: string })[];
  /** Where it is, for messages: the node, and the template that it is in. */
  node: Node | undefined;
  templateName: string;
  templateDepth: number;
  depth: number;
  /** Work that is left of the rendering's own. */
  stepsLeft: number;
  /** Work that is left of what it shares with others. */
  work: WorkAllowance | undefined;
  failure?: Failure;
}

export interface Failure {
  message: string;
  node: Node | undefined;
  templateName: string;
}

export interface ExecutionParts {
  language: Language;
  templates: ReadonlyMap<string, Statement[]>;
  templateName: string;
  world: World;
  work: WorkAllowance | undefined;
}

export function startExecution(
  { language, templates, templateName, world, work }: ExecutionParts,
  data: Argument,
): Execution {
  const execution: Execution = {
    language,
    templates,
    call: {
      world,
      fail: (message) => fail(execution, message) ?? null,
      spend: (steps) => spend(execution, steps),
    },
    output: '',
    variables: [{ name: '$', value: data, isInterface: false }],
    node: undefined,
    templateName,
    templateDepth: 0,
    depth: 0,
    stepsLeft: maxSteps,
    work,
  };
  return execution;
}

/** Notes the first failure, at the node where the rendering is. */
export function fail(execution: Execution, message: string): undefined {
  const { node, templateName } = execution;
  execution.failure ??= { message, node, templateName };
}

export function hasFailed(execution: Execution): boolean {
  return execution.failure !== undefined;
}

/** Says more about the failure there is, and where it shows. */
export function rewordFailure(execution: Execution, reword: (message: string) => string, node: Node): void {
  const { failure } = execution;
  if (failure !== undefined) execution.failure = { ...failure, message: reword(failure.message), node };
}

/** Thrown when no work may be spent any more: whatever loop is under way ends there. The failure is noted before. */
export const exhausted = Symbol('no steps left');

/** Counts work; false when something has failed already. */
export function spend(execution: Execution, steps: number): boolean {
  execution.stepsLeft -= steps;
  if (execution.stepsLeft < 0) {
    fail(execution, `the template takes more than ${maxSteps} steps`);
    throw exhausted;
  }
  if (!spendWork(execution.work, steps * unitsPerStep)) {
    fail(execution, nothingLeft);
    throw exhausted;
  }
  return execution.failure === undefined;
}

/** Goes one level deeper; whoever enters leaves too. False when it is too deep, or something has failed already. */
export function enter(execution: Execution): boolean {
  execution.depth++;
  if (execution.depth > maxDepth) fail(execution, `the template nests deeper than ${maxDepth}`);
  return execution.failure === undefined;
}

export function leave(execution: Execution): void {
  execution.depth--;
}
