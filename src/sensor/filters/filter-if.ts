import type { FilterTrace } from '../decision.ts';
import type { TextReader } from '../event-reader.ts';
import type { Evaluators } from './evaluators.ts';
import { type FilterResult, passedUnasked } from './filter-result.ts';

/** Extension: the short form's condition. A condition that cannot be evaluated fails; it is never taken as false. */
export function filterIf(
  condition: string | undefined,
  reader: TextReader,
  evaluateCondition: Evaluators['evaluateCondition'],
): FilterResult {
  if (condition === undefined || condition === '') return passedUnasked;
  const trace = { kind: 'if' as const, subject: condition, expected: 'is true' };
  const data = reader.plainData();
  const evaluated = data === undefined ? notAnObject : evaluateCondition(condition, data, reader.work);
  if (!evaluated.ok) {
    const failed: FilterTrace = { ...trace, outcome: 'failed', message: evaluated.message };
    return { passed: false, error: `if filter error (${evaluated.message})`, trace: [failed] };
  }
  const { value } = evaluated;
  return { passed: value, trace: [{ ...trace, seen: String(value), outcome: value ? 'passed' : 'rejected' }] };
}

const notAnObject = { ok: false as const, message: 'the event data is not a JSON object' };
