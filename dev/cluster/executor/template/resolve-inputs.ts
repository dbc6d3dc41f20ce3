import { isRecord } from '../../store/kube-object.ts';
import { type Scope, type Substituted, substituteTree } from '../expression/substitute.ts';
import { localArtifactPrefix } from '../process/place-artifacts.ts';
import type { NodeParameters } from '../run/node-table.ts';
import { type Arguments, type Artifact, templateShape } from '../spec/workflow-spec.ts';

export interface Inputs {
  scope: Map<string, string>;
  parameters: NodeParameters[];
  artifacts: Artifact[];
}

type Resolved = { ok: true; inputs: Inputs } | { ok: false; message: string };

/** Matches what a call gives with what a template declares. */
export function resolveInputs(raw: Record<string, unknown>, given: Arguments, globals: Scope): Resolved {
  const filled = substituteTree(raw.inputs ?? {}, globals);
  if (!filled.ok) return { ok: false, message: filled.message };
  const declared = templateShape.shape.inputs.safeParse(filled.value);
  if (!declared.success) return { ok: false, message: 'inputs are not valid' };
  const scope = new Map(globals);
  const parameters: NodeParameters[] = [];
  for (const parameter of declared.data?.parameters ?? []) {
    const handed = given.parameters?.find((each) => each.name === parameter.name);
    const value = handed?.value ?? parameter.value ?? parameter.default ?? parameter.valueFrom?.default;
    if (value === undefined) return { ok: false, message: `inputs.parameters.${parameter.name} was not supplied` };
    parameters.push({ name: parameter.name, value });
    scope.set(`inputs.parameters.${parameter.name}`, value);
  }
  const withParameters = substituteTree({ artifacts: declared.data?.artifacts ?? [] }, scope);
  const filledInputs = withParameters.ok ? templateShape.shape.inputs.safeParse(withParameters.value) : undefined;
  if (filledInputs?.success !== true) return { ok: false, message: 'inputs.artifacts are not valid' };
  const artifacts: Artifact[] = [];
  for (const artifact of filledInputs.data?.artifacts ?? []) {
    const handed = given.artifacts?.find((each) => each.name === artifact.name);
    const complete = mergeArtifact(artifact, handed);
    artifacts.push(complete);
    if (complete.path !== undefined) scope.set(`inputs.artifacts.${artifact.name}.path`, complete.path);
    if (complete.from?.startsWith(localArtifactPrefix) === true) {
      scope.set(`inputs.artifacts.${artifact.name}`, complete.from);
    }
  }
  scope.set('inputs.parameters', JSON.stringify(parameters));
  return { ok: true, inputs: { scope: withOutputPaths(scope, raw), parameters, artifacts } };
}

/** The template says where the artifact goes, the call what it is. */
function mergeArtifact(declared: Artifact, handed: Artifact | undefined): Artifact {
  if (handed === undefined) return declared;
  const given = Object.entries(handed).filter(([, value]) => value !== undefined && value !== null);
  return { ...declared, ...Object.fromEntries(given), name: declared.name, path: declared.path };
}

function withOutputPaths(scope: Map<string, string>, raw: Record<string, unknown>): Map<string, string> {
  const outputs = isRecord(raw.outputs) ? raw.outputs : {};
  for (const kind of ['parameters', 'artifacts']) {
    const list = outputs[kind];
    for (const output of Array.isArray(list) ? list.filter(isRecord) : []) {
      const path = isRecord(output.valueFrom) ? output.valueFrom.path : output.path;
      if (typeof path === 'string' && typeof output.name === 'string') {
        scope.set(`outputs.${kind}.${output.name}.path`, path);
      }
    }
  }
  return scope;
}

/** A substitution's problem as a message for a node. */
export function explainSubstitution(failed: Substituted<unknown> & { ok: false }): string {
  if (failed.kind === 'syntax') return `failed to evaluate expression ${failed.message}`;
  return `the development cluster cannot evaluate the expression ${failed.message}`;
}
