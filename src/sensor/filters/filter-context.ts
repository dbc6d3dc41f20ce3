import type { EventContext } from '../../event/event.ts';
import type { FilterTrace } from '../decision.ts';
import { showValue } from '../show-value.ts';
import { type FilterResult, passedUnasked } from './filter-result.ts';

const compared = ['type', 'subject', 'source', 'datacontenttype'] as const;

/**
 * Argo Events 1.9: type, subject, source and content type must be equal to those given; the other attributes are not looked
 * at, and it never fails.
 */
export function filterContext(
  expected: Partial<Record<string, string>> | undefined,
  actual: EventContext | undefined,
): FilterResult {
  if (expected === undefined) return passedUnasked;
  const trace = compared.flatMap((name): FilterTrace[] => {
    const wanted = expected[name] ?? '';
    if (wanted === '') return [];
    const seen = actual?.[name];
    const outcome = seen === wanted ? 'passed' : 'rejected';
    const shown = seen === undefined ? {} : { seen: showValue(seen) };
    return [{ kind: 'context', subject: name, ...shown, expected: `is ${wanted}`, outcome }];
  });
  return { passed: actual !== undefined && trace.every((each) => each.outcome === 'passed'), trace };
}
