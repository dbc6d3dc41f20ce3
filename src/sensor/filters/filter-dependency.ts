import type { Event } from '../../event/event.ts';
import type { FilterTrace } from '../decision.ts';
import { readerOf } from '../event-reader.ts';
import type { EventFilters } from '../sensor.ts';
import type { Evaluators } from './evaluators.ts';
import { filterContext } from './filter-context.ts';
import { filterData } from './filter-data.ts';
import { filterExprs } from './filter-exprs.ts';
import { filterGlobs } from './filter-globs.ts';
import { filterIf } from './filter-if.ts';
import { type FilterResult, passedUnasked } from './filter-result.ts';
import { filterScript } from './filter-script.ts';
import { filterTime } from './filter-time.ts';

/**
 * Argo Events 1.9, `Filter`: all kinds of filters of a dependency together. They are asked in the order exprs, data, context,
 * time, script, then this app's globs and if. Unless the operator is `or`, the first failure decides and all must pass. With
 * `or` one present kind must pass, but a failure of any rejects the event all the same. Only a script makes it a promise.
 */
export function filterDependency(
  filters: EventFilters | undefined,
  operator: string,
  { event, evaluators }: { event: Event; evaluators: Evaluators },
): FilterResult | Promise<FilterResult> {
  if (filters === undefined) return passedUnasked;
  return askKinds(kindsOf(filters, event, evaluators), operator === 'or' ? anyOf : allOf, []);
}

interface Kind {
  ask: () => FilterResult | Promise<FilterResult>;
  /** Its failure is the result, whatever failed before. */
  isDecisive?: boolean;
}

/** The kinds that are present; one that is absent lets everything through. */
function kindsOf(filters: EventFilters, event: Event, evaluators: Evaluators): Kind[] {
  const reader = readerOf(event);
  const { exprs, exprLogicalOperator = '', data, dataLogicalOperator = '', context, time, script, globs } = filters;
  const kinds: Kind[] = [];
  if (exprs !== undefined) kinds.push({ ask: () => filterExprs(exprs, exprLogicalOperator, { reader }) });
  if (data !== undefined) {
    kinds.push({ ask: () => filterData(data, dataLogicalOperator, { reader, context: event.context }) });
  }
  if (context !== undefined) kinds.push({ ask: () => filterContext(context, event.context) });
  if (time !== undefined) kinds.push({ ask: () => filterTime(time, event.context.time) });
  if (script !== undefined && script !== '') {
    kinds.push({ isDecisive: true, ask: () => filterScript(script, reader, evaluators.filterByScript) });
  }
  if (globs !== undefined) kinds.push({ ask: () => filterGlobs(globs, reader, evaluators.matchGlobs) });
  if (filters.if !== undefined && filters.if !== '') {
    kinds.push({ ask: () => filterIf(filters.if, reader, evaluators.evaluateCondition) });
  }
  return kinds;
}

const nothing: Kind = { ask: () => passedUnasked };

interface Answer {
  result: FilterResult;
  isDecisive: boolean;
}

/** How the answers of the kinds become one. */
interface Combination {
  /** The kinds after this answer are not asked. */
  isLast: (answer: Answer) => boolean;
  combine: (answers: Answer[]) => Omit<FilterResult, 'trace'>;
}

const allOf: Combination = {
  isLast: ({ result }) => result.error !== undefined,
  combine: (answers) => {
    // The first that failed is the last that was asked.
    const error = answers.at(-1)?.result.error;
    if (error !== undefined) return { passed: false, error };
    return { passed: answers.every(({ result }) => result.passed) };
  },
};

const anyOf: Combination = {
  isLast: ({ result, isDecisive }) => isDecisive && result.error !== undefined,
  combine: (answers) => {
    const failed = answers.filter(({ result }) => result.error !== undefined);
    const decisive = failed.find(({ isDecisive }) => isDecisive);
    const counted = decisive === undefined ? failed : [decisive];
    if (counted.length > 0) return { passed: false, error: counted.map(({ result }) => result.error).join(' / ') };
    return { passed: answers.some(({ result }) => result.passed) };
  },
};

function askKinds(
  kinds: readonly Kind[],
  combination: Combination,
  answers: Answer[],
): FilterResult | Promise<FilterResult> {
  for (let index = answers.length; index < kinds.length; index += 1) {
    const { ask, isDecisive = false } = kinds[index] ?? nothing;
    const asked = ask();
    if (asked instanceof Promise) {
      return asked.then((result) => continueAfter({ result, isDecisive }, kinds, combination, answers));
    }
    const answer = { result: asked, isDecisive };
    answers.push(answer);
    if (combination.isLast(answer)) break;
  }
  return finish(combination, answers);
}

function continueAfter(
  answer: Answer,
  kinds: readonly Kind[],
  combination: Combination,
  before: Answer[],
): FilterResult | Promise<FilterResult> {
  const answers = [...before, answer];
  return combination.isLast(answer) ? finish(combination, answers) : askKinds(kinds, combination, answers);
}

function finish(combination: Combination, answers: Answer[]): FilterResult {
  const { passed, error } = combination.combine(answers);
  const trace: FilterTrace[] = [];
  for (const { result } of answers) trace.push(...result.trace);
  return error === undefined ? { passed, trace } : { passed, error, trace };
}
