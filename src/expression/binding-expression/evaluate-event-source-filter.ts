import { attempt } from '../pratt/expression-failure.ts';
import { argoFunctions } from './argo-functions.ts';
import type { Environment } from './compile-binding-expression.ts';
import { expandNames } from './expand-names.ts';
import { rememberPrograms } from './remember-programs.ts';
import type { Using } from './run-expression.ts';
import { decodeJson } from './values/forms/decode-json.ts';
import { describeValue } from './values/forms/describe-value.ts';
import { isRecord, type Value } from './values/value.ts';

export interface EventSourceFilterOptions extends Using {
  /** Functions that a filter can call besides `asInt`, `asFloat`, `jsonpath` and `toJson`; Argo Events has `sprig`, a map of them. */
  functions?: Environment;
}

/** Whether an event goes on, or why that cannot be said, in Argo Events' words; an event goes on neither then. */
export type EventSourceFilterResult = { ok: true; value: boolean } | { ok: false; message: string };

const programOf = rememberPrograms();

/**
 * Argo Events 1.9, `filterEvent`: an EventSource's `filter.expression` over the event's data. The names are the keys of the data
 * (`-` written `_`, what holds dots taken apart); a name that is not there is nil.
 *
 * @param data the event's JSON text, `{ "headers": …, "body": … }`
 */
export function evaluateEventSourceFilter(
  expression: string,
  data: string,
  { functions = {}, ...using }: EventSourceFilterOptions = {},
): EventSourceFilterResult {
  const decoded = attempt(() => decodeJson(data));
  if (!decoded.ok) return refuse(`failed to unmarshal data, ${decoded.failure.message}`);
  const names = decoded.value ?? {};
  if (!isRecord(names)) return refuse(`failed to unmarshal data, ${refuseData(names)}`);
  const renamed = Object.entries(names).map(([key, value]) => [key.replaceAll('-', '_'), value] as const);
  const environment = { ...expandNames(renamed), ...argoFunctions, ...functions };

  const program = programOf({ text: expression, key: expression, dialect: '1.15' }, using.work);
  const result = program.ok ? program.evaluate(environment, using) : program;
  if (!result.ok) return refuse(`unable to evaluate expression '${expression}': ${result.message}`);
  if (typeof result.value === 'boolean') return { ok: true, value: result.value };
  return refuse(`unable to cast expression result '${describeValue(result.value)}' to bool`);
}

function refuse(message: string): EventSourceFilterResult {
  return { ok: false, message };
}

function refuseData(value: Value): string {
  const kind = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
  return `json: cannot unmarshal ${kind} into Go value of type map[string]interface {}`;
}
