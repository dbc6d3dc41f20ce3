import { recordOf } from '../../json/is-record.ts';
import type { WorkflowManifest } from '../../kubernetes/workflow.ts';

/** A parameter of `spec.arguments.parameters` (Argo Workflows `Parameter`), as far as it is filled here. */
export interface WorkflowParameter {
  name: string;
  value?: unknown;
  valueFrom?: unknown;
  [other: string]: unknown;
}

/** The parameters that a Workflow's or template's spec declares; anything that is no list of named objects counts as none. */
export function readParameters(spec: Record<string, unknown>): WorkflowParameter[] {
  const declared = recordOf(spec.arguments).parameters;
  return Array.isArray(declared) ? declared.filter(isParameter) : [];
}

/** A copy of the Workflow with these parameters in place of its own. */
export function withParameters(workflow: WorkflowManifest, parameters: WorkflowParameter[]): WorkflowManifest {
  if (parameters.length === 0) return workflow;
  const spec = { ...workflow.spec, arguments: { ...recordOf(workflow.spec.arguments), parameters } };
  return { ...workflow, spec };
}

/** Sets the value of the parameter of that name, and declares it where it is missing. Returns a new list. */
export function setParameter(parameters: WorkflowParameter[], name: string, value: string): WorkflowParameter[] {
  if (!parameters.some((each) => each.name === name)) return [...parameters, { name, value }];
  return parameters.map((each) => {
    if (each.name !== name) return each;
    const { valueFrom: _replaced, ...rest } = each;
    return { ...rest, value };
  });
}

/** Nothing gives this parameter a value yet. */
export function isUnfilled(parameter: WorkflowParameter): boolean {
  return parameter.value === undefined && parameter.valueFrom === undefined;
}

function isParameter(value: unknown): value is WorkflowParameter {
  return typeof recordOf(value).name === 'string';
}
