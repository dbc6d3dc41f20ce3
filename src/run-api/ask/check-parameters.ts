import type { ManualParameter } from '../../config/configuration.ts';
import { type Problem, problem } from '../../problem/problem.ts';

export type CheckedParameters = { ok: true; inputs: Record<string, string> } | { ok: false; problems: Problem[] };

/**
 * What a person gave, against what the pipeline declares; what is not given has its default, or is absent where there is none. An empty
 * text is a value. Problems, all at once: `run-api.unknown-parameter`, `run-api.missing-parameter`, `run-api.not-an-option`.
 */
export function checkParameters(
  declared: readonly ManualParameter[],
  given: Readonly<Record<string, string>>,
): CheckedParameters {
  const known = declared.map((each) => each.name);
  const unknown = Object.keys(given).filter((name) => !known.includes(name));
  const problems = unknown.map((name) =>
    problem('run-api.unknown-parameter', { name, known: known.join(', ') || 'none' }),
  );
  const inputs = new Map<string, string>();
  for (const parameter of declared) {
    const value = readValue(parameter, given);
    const fault = findFault(parameter, value);
    if (fault !== undefined) problems.push(fault);
    else if (value !== undefined) inputs.set(parameter.name, value);
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, inputs: Object.fromEntries(inputs) };
}

function readValue({ name, default: otherwise }: ManualParameter, given: Readonly<Record<string, string>>) {
  return Object.hasOwn(given, name) ? given[name] : otherwise;
}

function findFault(parameter: ManualParameter, value: string | undefined): Problem | undefined {
  const { name, description, options, required } = parameter;
  if (value === undefined) {
    const about = description === undefined ? '' : ` (${description.slice(0, 200)})`;
    return required ? problem('run-api.missing-parameter', { name, description: about }) : undefined;
  }
  if (options === undefined || options.includes(value)) return undefined;
  const listed = options.join(', ').slice(0, 500);
  return problem('run-api.not-an-option', { name, value: value.slice(0, 100), options: listed });
}
