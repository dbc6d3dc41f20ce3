import type { TextReader } from '../event-reader.ts';
import type { Evaluators } from './evaluators.ts';
import { type FilterResult, passedUnasked } from './filter-result.ts';

/** Argo Events 1.9: a Lua script passes by returning `true` as its last value. Its failures carry no words of ours. */
export function filterScript(
  script: string | undefined,
  reader: TextReader,
  filterByScript: Evaluators['filterByScript'],
): FilterResult | Promise<FilterResult> {
  if (script === undefined || script === '') return passedUnasked;
  return askScript(script, reader, filterByScript);
}

async function askScript(
  script: string,
  reader: TextReader,
  filterByScript: Evaluators['filterByScript'],
): Promise<FilterResult> {
  const trace = { kind: 'script' as const, subject: 'script', expected: 'returns true' };
  const evaluated = await filterByScript(script, reader.text);
  if (!evaluated.ok) {
    const { message } = evaluated;
    return { passed: false, error: message, trace: [{ ...trace, outcome: 'failed', message }] };
  }
  const { value } = evaluated;
  return { passed: value, trace: [{ ...trace, seen: String(value), outcome: value ? 'passed' : 'rejected' }] };
}
