import type { Event } from '../../event/event.ts';
import type { FilterTrace } from '../decision.ts';
import { readerOf, type TextReader } from '../event-reader.ts';
import type { EventFilters } from '../sensor.ts';
import type { Evaluators } from './evaluators.ts';
import { filterContext } from './filter-context.ts';
import { filterData } from './filter-data.ts';
import { filterExprs } from './filter-exprs.ts';
import { filterGlobs } from './filter-globs.ts';
import { filterIf } from './filter-if.ts';
import { type FilterResult, passedUnasked } from './filter-result.ts';
import { filterScript } from './filter-script.ts';
import { filterTime } from './time/filter-time.ts';

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
  const asked: Asked = { filters, event, evaluators, reader: readerOf(event) };
  return askKinds(asked, operator === 'or' ? anyOf : allOf, { answers: [], next: 0 });
}

/** What the kinds are asked about. */
interface Asked {
  filters: EventFilters;
  event: Event;
  evaluators: Evaluators;
  reader: TextReader;
}

interface Kind {
  /** Undefined where the dependency has no filter of this kind: one that is absent lets everything through. */
  ask: (asked: Asked) => FilterResult | Promise<FilterResult> | undefined;
  /** Its failure is the result, whatever failed before. */
  isDecisive?: true;
}

/** In the order in which they are asked. */
const kinds: readonly Kind[] = [
  {
    ask: ({ filters: { exprs, exprLogicalOperator = '' }, reader }) =>
      exprs && filterExprs(exprs, exprLogicalOperator, { reader }),
  },
  {
    ask: ({ filters: { data, dataLogicalOperator = '' }, reader, event: { context } }) =>
      data && filterData(data, dataLogicalOperator, { reader, context }),
  },
  { ask: ({ filters: { context }, event }) => context && filterContext(context, event.context) },
  { ask: ({ filters: { time }, event }) => time && filterTime(time, event.context.time) },
  {
    isDecisive: true,
    ask: ({ filters: { script = '' }, reader, evaluators }) =>
      script === '' ? undefined : filterScript(script, reader, evaluators.filterByScript),
  },
  { ask: ({ filters: { globs }, reader, evaluators }) => globs && filterGlobs(globs, reader, evaluators.matchGlobs) },
  {
    ask: ({ filters, reader, evaluators }) =>
      (filters.if ?? '') === '' ? undefined : filterIf(filters.if, reader, evaluators.evaluateCondition),
  },
];

const nothing: Kind = { ask: () => undefined };

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

/** How far the kinds were asked. */
interface Progress {
  answers: Answer[];
  next: number;
}

function askKinds(
  asked: Asked,
  combination: Combination,
  { answers, next }: Progress,
): FilterResult | Promise<FilterResult> {
  for (let index = next; index < kinds.length; index += 1) {
    const { ask, isDecisive = false } = kinds[index] ?? nothing;
    const result = ask(asked);
    if (result === undefined) continue;
    if (result instanceof Promise) {
      return result.then((said) => {
        const known = { answers: [...answers, { result: said, isDecisive }], next: index + 1 };
        return combination.isLast({ result: said, isDecisive })
          ? finish(combination, known.answers)
          : askKinds(asked, combination, known);
      });
    }
    const answer = { result, isDecisive };
    answers.push(answer);
    if (combination.isLast(answer)) break;
  }
  return finish(combination, answers);
}

function finish(combination: Combination, answers: Answer[]): FilterResult {
  const { passed, error } = combination.combine(answers);
  const trace: FilterTrace[] = [];
  for (const { result } of answers) trace.push(...result.trace);
  return error === undefined ? { passed, trace } : { passed, error, trace };
}
