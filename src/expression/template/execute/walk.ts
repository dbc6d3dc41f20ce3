import { isTrue } from '../../go-value/is-true.ts';
import type { Argument } from '../../go-value/parameter-types.ts';
import { formatValue } from '../../go-value/print/print-value.ts';
import { quoteText } from '../../scalar/quote-text.ts';
import type { Action, Branch, Statement, TemplateCall } from '../parse/node.ts';
import { evaluatePipe } from './evaluate-pipe.ts';
import {
  type Execution,
  enter,
  fail,
  hasFailed,
  leave,
  maxOutputLength,
  maxTemplateDepth,
  type Place,
  spend,
} from './execution.ts';
import { walkRange } from './walk-range.ts';

/** What `{{break}}` and `{{continue}}` tell the `range` that they stand in. */
export type Jump = 'break' | 'continue' | undefined;

/** Carries statements out until one fails or jumps. */
export function walkList(execution: Execution, dot: Place, list: readonly Statement[]): Jump {
  if (!enter(execution)) {
    leave(execution);
    return undefined;
  }
  let jump: Jump;
  for (const statement of list) {
    jump = walk(execution, dot, statement);
    if (jump !== undefined || hasFailed(execution)) break;
  }
  leave(execution);
  return jump;
}

function walk(execution: Execution, dot: Place, statement: Statement): Jump {
  if (!spend(execution, 1)) return undefined;
  execution.node = statement;
  switch (statement.kind) {
    case 'text':
      write(execution, statement.text);
      return undefined;
    case 'action':
      printAction(execution, dot, statement);
      return undefined;
    case 'if':
    case 'with':
      return walkBranch(execution, dot, statement);
    case 'range':
      walkRange(execution, dot, statement);
      return undefined;
    case 'template':
      walkTemplate(execution, dot, statement);
      return undefined;
    default:
      return statement.kind;
  }
}

function write(execution: Execution, text: string): void {
  execution.output += text;
  if (execution.output.length > maxOutputLength) {
    fail(execution, `the output exceeds ${maxOutputLength} characters`);
  }
}

function printAction(execution: Execution, dot: Place, action: Action): void {
  const value = evaluatePipe(execution, dot, action.pipe);
  if (hasFailed(execution) || action.pipe.variables.length > 0) return;
  execution.node = action;
  write(execution, printed(execution, value));
}

/** What is missing prints like nil does. */
function printed(execution: Execution, value: Argument): string {
  return value === undefined || value === null ? '<no value>' : formatValue(value, execution.call);
}

function walkBranch(execution: Execution, dot: Place, { kind, pipe, list, otherwise }: Branch): Jump {
  const known = execution.variables.length;
  const value = evaluatePipe(execution, dot, pipe);
  if (hasFailed(execution)) return undefined;
  const inside = kind === 'with' ? { value, isInterface: false } : dot;
  const jump = isTrue(value)
    ? walkList(execution, inside, list)
    : otherwise === undefined
      ? undefined
      : walkList(execution, dot, otherwise);
  execution.variables.length = known;
  return jump;
}

/** A template sees none of its caller's variables. */
function walkTemplate(execution: Execution, dot: Place, call: TemplateCall): void {
  const list = execution.templates.get(call.name);
  if (list === undefined) {
    fail(execution, `template ${quoteText(call.name)} not defined`);
    return;
  }
  if (execution.templateDepth >= maxTemplateDepth) {
    fail(execution, `exceeded maximum template depth (${maxTemplateDepth})`);
    return;
  }
  const value = call.pipe === undefined ? undefined : evaluatePipe(execution, dot, call.pipe);
  if (hasFailed(execution)) return;
  const { variables, templateName } = execution;
  execution.variables = [{ name: '$', value, isInterface: false }];
  execution.templateName = call.name;
  execution.templateDepth++;
  walkList(execution, { value, isInterface: false }, list);
  execution.templateDepth--;
  execution.templateName = templateName;
  execution.variables = variables;
}
