import { isValidJson } from '../../expression/path/json/validity.ts';
import { exists, textOf } from '../../expression/path/path-value.ts';
import { readPath } from '../../expression/path/read-path.ts';
import { setRaw, setText } from '../../expression/path/write-path.ts';
import { type Problem, problem } from '../../problem/problem.ts';
import type { TriggerParameter } from '../sensor.ts';
import { showReason } from '../show-value.ts';
import { type EventsByDependency, resolveParameter } from './resolve-parameter.ts';

export interface ParameterOptions {
  /**
   * Changes every value that comes from an event (never a default that the Sensor's author wrote) before it is placed. `raw`:
   * the value is JSON that is placed as it is, not a text.
   */
  transformEventValue?: (value: string, raw: boolean) => string;
}

/** The changed JSON text; or a problem (`sensor.parameter`) and in `message` what Argo Events says. */
export type AppliedParameters = { ok: true; json: string } | { ok: false; problem: Problem; message: string };

/**
 * Argo Events 1.9, `ApplyParams`: places the parameters' values one after the other in JSON text; a later one sees what an
 * earlier one did, the first failure ends it. `append` and `prepend` join texts; `useRawData` keeps the type of what a key
 * selected. A parameter whose dependency has not come and that has no default is left out.
 */
export function applyParameters(
  json: string,
  parameters: readonly TriggerParameter[],
  events: EventsByDependency,
  options: ParameterOptions = {},
): AppliedParameters {
  let changed = json;
  for (const parameter of parameters) {
    const applied = applyParameter(changed, parameter, events, options);
    if (!applied.ok) return failParameter(parameter, applied.message);
    // Raw values such as 1e400 are numbers to a path and no JSON in the object; callers parse what they get.
    const isBroken = parameter.src?.useRawData === true && !isValidJson(applied.json);
    if (isBroken) return failParameter(parameter, 'the value is not valid JSON');
    changed = applied.json;
  }
  return { ok: true, json: changed };
}

/** A failed parameter as a problem. */
export function failParameter(parameter: TriggerParameter, message: string): Extract<AppliedParameters, { ok: false }> {
  const dest = parameter.dest === undefined || parameter.dest === '' ? '(none)' : parameter.dest;
  return { ok: false, problem: problem('sensor.parameter', { dest, reason: showReason(message) }), message };
}

type Applied = { ok: true; json: string } | { ok: false; message: string };

function applyParameter(
  json: string,
  parameter: TriggerParameter,
  events: EventsByDependency,
  options: ParameterOptions,
): Applied {
  const { src, dest = '', operation = '' } = parameter;
  if (src === undefined) return { ok: false, message: "parameter source can't be empty" };
  const resolved = resolveParameter(src, events);
  if (resolved.kind === 'failed') return { ok: false, message: resolved.message };
  if (resolved.kind === 'skip') return { ok: true, json };
  if (!['', 'overwrite', 'append', 'prepend'].includes(operation)) {
    return { ok: false, message: `unsupported trigger parameter operation: ${operation}` };
  }
  const current = operation === 'append' || operation === 'prepend' ? currentText(json, dest) : undefined;
  const isRaw = src.useRawData === true && resolved.type !== 'String' && current === undefined;
  const value = resolved.fromEvent ? transform(resolved.value, isRaw, options) : resolved.value;
  if (isRaw) return setRaw(json, dest, value);
  if (current === undefined) return setText(json, dest, value);
  return setText(json, dest, operation === 'append' ? current + value : value + current);
}

/** The text that is there; undefined when nothing is. */
function currentText(json: string, dest: string): string | undefined {
  const reading = readPath(json, dest);
  return reading.ok && exists(reading.value) ? textOf(reading.value) : undefined;
}

function transform(value: string, isRaw: boolean, { transformEventValue }: ParameterOptions): string {
  return transformEventValue === undefined ? value : transformEventValue(value, isRaw);
}
