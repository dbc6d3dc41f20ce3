import type { WorkAllowance } from '../../../expression/work/work-allowance.ts';
import { problem } from '../../../problem/problem.ts';
import type { EventFilters, LogicalOperator } from '../../sensor.ts';
import type { LocatedProblem } from '../located-problem.ts';
import type { DocumentPath } from '../read-shape.ts';
import { checkData } from './check-data.ts';
import { checkExpr } from './check-expr.ts';
import { checkTime } from './check-time.ts';

const ignoredAttributes = ['id', 'specversion', 'time'] as const;

/** Where it stands, and what compiling the patterns of its file may still take. */
export interface CheckedPart {
  path: DocumentPath;
  work: WorkAllowance;
}

/** Filters that Argo Events takes and that cannot do what they seem to say. */
export function checkFilters(
  filters: EventFilters | undefined,
  operator: LogicalOperator | undefined,
  { path, work }: CheckedPart,
): LocatedProblem[] {
  if (filters === undefined) return [];
  return [
    ...checkEmptiness(filters, operator, path),
    ...(filters.exprs ?? []).flatMap((each, at) => checkExpr(each, { path: [...path, 'exprs', at], work })),
    ...(filters.data ?? []).flatMap((each, at) => checkData(each, { path: [...path, 'data', at], work })),
    ...ignoredAttributes
      .filter((name) => (filters.context?.[name] ?? '') !== '')
      .map((name) => ({
        problem: problem('sensor.context-ignored', { attribute: name }),
        path: [...path, 'context', name],
      })),
    ...checkTime(filters.time, [...path, 'time']),
  ];
}

/** With `or` nothing passes where there is nothing to pass, and an empty list lets everything through. */
function checkEmptiness(
  filters: EventFilters,
  operator: LogicalOperator | undefined,
  path: DocumentPath,
): LocatedProblem[] {
  if (operator !== 'or') return [];
  if (Object.values(filters).every((each) => each === undefined || each === '')) {
    return [{ problem: problem('sensor.filter-never-passes', { reason: 'there is no filter that could pass' }), path }];
  }
  if (filters.data?.length !== 0) return [];
  const reason = 'an empty list passes, and one of the kinds is enough';
  return [{ problem: problem('sensor.filter-always-passes', { reason }), path: [...path, 'data'] }];
}
