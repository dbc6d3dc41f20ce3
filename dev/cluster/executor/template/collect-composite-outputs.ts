import { evaluateExpression, showValue } from '../expression/evaluate-expression.ts';
import { parseExpression } from '../expression/parse-expression.ts';
import { type Scope, substituteTree } from '../expression/substitute.ts';
import { localArtifactPrefix } from '../process/place-artifacts.ts';
import type { NodeParameters } from '../run/node-table.ts';
import { type Parameter, templateShape } from '../spec/workflow-spec.ts';
import type { NodeEnd } from './node-request.ts';
import { explainSubstitution } from './resolve-inputs.ts';

type Collected = { ok: true; outputs: Pick<NodeEnd, 'outputs' | 'artifacts'> } | { ok: false; message: string };

/** The outputs of a `steps` or `dag` template, from those of its steps. */
export function collectCompositeOutputs(filled: Record<string, unknown>, scope: Scope): Collected {
  const settled = substituteTree(filled.outputs ?? {}, scope);
  if (!settled.ok) return { ok: false, message: explainSubstitution(settled) };
  const declared = templateShape.shape.outputs.safeParse(settled.value);
  if (!declared.success) return { ok: false, message: 'outputs are not valid' };
  const parameters: NodeParameters[] = [];
  for (const parameter of declared.data?.parameters ?? []) {
    const value = readValue(parameter, scope) ?? parameter.valueFrom?.default;
    if (value === undefined) return { ok: false, message: `unable to resolve outputs.parameters.${parameter.name}` };
    parameters.push({ name: parameter.name, value });
  }
  const artifacts = new Map<string, string>();
  for (const { name, from, optional } of declared.data?.artifacts ?? []) {
    if (from?.startsWith(localArtifactPrefix) === true) artifacts.set(name, from.slice(localArtifactPrefix.length));
    else if (optional !== true) return { ok: false, message: `unable to resolve outputs.artifacts.${name}` };
  }
  return { ok: true, outputs: { outputs: parameters.length === 0 ? {} : { parameters }, artifacts } };
}

function readValue(parameter: Parameter, scope: Scope): string | undefined {
  const { expression, parameter: text } = parameter.valueFrom ?? {};
  if (expression !== undefined) {
    const parsed = parseExpression(expression);
    const result = parsed.ok ? evaluateExpression(parsed.expression, (path) => scope.get(path.join('.'))) : undefined;
    return result?.ok === true ? showValue(result.value) : undefined;
  }
  const value = parameter.value ?? text;
  return value?.includes('{{') === true ? undefined : value;
}
