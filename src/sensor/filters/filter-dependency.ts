import type { Event } from '../../event/event.ts';
import type { FilterTrace } from '../decision.ts';
import { readerOf } from '../event-reader.ts';
import type { EventFilters } from '../sensor.ts';
import type { Evaluators } from './evaluators.ts';
import { filterContext } from './filter-context.ts';
import { filterData } from './filter-data.ts';
import { filterGlobs } from './filter-globs.ts';
import { filterIf } from './filter-if.ts';
import { type FilterResult, passedUnasked } from './filter-result.ts';

/**
 * Argo Events 1.9, `Filter`: all kinds of filters of a dependency together. They are asked in the order exprs, data, context,
 * time, script, then this app's globs and if. Unless the operator is `or`, the first failure decides and all must pass. With
 * `or` one present kind must pass, but a failure of any rejects the event all the same.
 */
export function filterDependency(
  filters: EventFilters | undefined,
  operator: string,
  { event, evaluators }: { event: Event; evaluators: Evaluators },
): FilterResult {
  if (filters === undefined) return passedUnasked;
  const reader = readerOf(event);
  const kinds: Kind[] = [
    { isPresent: filters.exprs !== undefined, ask: () => refuseKind('exprs', filters.exprs?.length ?? 0) },
    {
      isPresent: filters.data !== undefined,
      ask: () => filterData(filters.data, filters.dataLogicalOperator ?? '', { reader }),
    },
    { isPresent: filters.context !== undefined, ask: () => filterContext(filters.context, event.context) },
    { isPresent: filters.time !== undefined, ask: () => refuseKind('time', filters.time === undefined ? 0 : 1) },
    {
      isPresent: (filters.script ?? '') !== '',
      isDecisive: true,
      ask: () => refuseKind('script', filters.script?.length ?? 0),
    },
    {
      isPresent: filters.globs !== undefined,
      ask: () => filterGlobs(filters.globs, reader, evaluators.matchGlobs),
    },
    { isPresent: (filters.if ?? '') !== '', ask: () => filterIf(filters.if, reader, evaluators.evaluateCondition) },
  ];
  return operator === 'or' ? passAny(kinds) : passAll(kinds);
}

interface Kind {
  isPresent: boolean;
  /** Its failure is the result, whatever failed before. */
  isDecisive?: boolean;
  ask: () => FilterResult;
}

function passAll(kinds: Kind[]): FilterResult {
  const trace: FilterTrace[] = [];
  let passed = true;
  for (const { ask } of kinds) {
    const result = ask();
    trace.push(...result.trace);
    if (result.error !== undefined) return { passed: false, error: result.error, trace };
    passed &&= result.passed;
  }
  return { passed, trace };
}

function passAny(kinds: Kind[]): FilterResult {
  const trace: FilterTrace[] = [];
  const errors: string[] = [];
  let passed = false;
  for (const { isPresent, isDecisive, ask } of kinds) {
    const result = ask();
    trace.push(...result.trace);
    if (result.error !== undefined && isDecisive) return { passed: false, error: result.error, trace };
    if (result.error !== undefined) errors.push(result.error);
    passed ||= isPresent && result.passed;
  }
  return errors.length === 0 ? { passed, trace } : { passed: false, error: errors.join(' / '), trace };
}

/** A kind of filter that is refused when a Sensor is validated, and fails where one comes this far. */
function refuseKind(kind: 'exprs' | 'time' | 'script', size: number): FilterResult {
  if (size === 0) return passedUnasked;
  const message = `${kind} filters are not supported in this version`;
  return {
    passed: false,
    error: message,
    trace: [{ kind, subject: kind, expected: 'is supported', outcome: 'failed', message }],
  };
}
