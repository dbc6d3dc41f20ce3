import { attempt } from '../pratt/expression-failure.ts';
import { argoFunctions } from './argo-functions.ts';
import { compileBindingExpression, type Environment } from './compile-binding-expression.ts';
import { expandNames } from './expand-names.ts';
import { decodeJson } from './values/forms/decode-json.ts';
import { describeValue } from './values/forms/describe-value.ts';
import { isRecord, type Value } from './values/value.ts';

export interface EventSourceFilterOptions {
  /** Functions that a filter can call besides `asInt`, `asFloat`, `jsonpath` and `toJson`; Argo Events has `sprig`, a map of them. */
  functions?: Environment;
  now?: Date;
}

/** Whether an event goes on, or why that cannot be said, in Argo Events' words; an event goes on neither then. */
export type EventSourceFilterResult = { ok: true; value: boolean } | { ok: false; message: string };

const compiled = new Map<string, ReturnType<typeof compileBindingExpression>>();
const maxCompiled = 1_000;

/**
 * Argo Events 1.9, `filterEvent`: an EventSource's `filter.expression` over the event's data. The names are the keys of the data
 * (`-` written `_`, what holds dots taken apart); a name that is not there is nil.
 *
 * @param data the event's JSON text, `{ "headers": …, "body": … }`
 */
export function evaluateEventSourceFilter(
  expression: string,
  data: string,
  { functions = {}, now }: EventSourceFilterOptions = {},
): EventSourceFilterResult {
  const decoded = attempt(() => decodeJson(data));
  if (!decoded.ok) return refuse(`failed to unmarshal data, ${decoded.failure.message}`);
  const names = decoded.value ?? {};
  if (!isRecord(names)) return refuse(`failed to unmarshal data, ${refuseData(names)}`);
  const renamed = Object.entries(names).map(([key, value]) => [key.replaceAll('-', '_'), value] as const);
  const environment = { ...expandNames(renamed), ...argoFunctions, ...functions };

  const program = compile(expression);
  const result = program.ok ? program.evaluate(environment, now) : program;
  if (!result.ok) return refuse(`unable to evaluate expression '${expression}': ${result.message}`);
  if (typeof result.value === 'boolean') return { ok: true, value: result.value };
  return refuse(`unable to cast expression result '${describeValue(result.value)}' to bool`);
}

function compile(expression: string): ReturnType<typeof compileBindingExpression> {
  const known = compiled.get(expression);
  if (known !== undefined) return known;
  const program = compileBindingExpression(expression, { dialect: '1.15' });
  if (compiled.size >= maxCompiled) {
    const [oldest] = compiled.keys();
    if (oldest !== undefined) compiled.delete(oldest);
  }
  compiled.set(expression, program);
  return program;
}

function refuse(message: string): EventSourceFilterResult {
  return { ok: false, message };
}

function refuseData(value: Value): string {
  const kind = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
  return `json: cannot unmarshal ${kind} into Go value of type map[string]interface {}`;
}
