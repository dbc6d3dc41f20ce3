import type { EventContext } from '../../../src/event/event.ts';
import { areConditionsMet } from '../../../src/sensor/conditions/compile-conditions.ts';
import { readExpression } from '../../../src/sensor/conditions/read-conditions.ts';
import { makeReader } from '../../../src/sensor/event-reader.ts';
import { filterContext } from '../../../src/sensor/filters/filter-context.ts';
import { filterData } from '../../../src/sensor/filters/filter-data.ts';
import { filterDependency } from '../../../src/sensor/filters/filter-dependency.ts';
import { filterExprs } from '../../../src/sensor/filters/filter-exprs.ts';
import type { FilterResult } from '../../../src/sensor/filters/filter-result.ts';
import { filterTime } from '../../../src/sensor/filters/time/filter-time.ts';
import { applyParameters } from '../../../src/sensor/parameters/apply-parameters.ts';
import { applyTemplateParameters } from '../../../src/sensor/parameters/apply-template-parameters.ts';
import { constructPayload } from '../../../src/sensor/parameters/construct-payload.ts';
import { dataPayload } from '../../../src/sensor/parameters/event-payload.ts';
import { resolveParameter } from '../../../src/sensor/parameters/resolve-parameter.ts';
import type {
  DataFilter,
  EventFilters,
  ExprFilter,
  Trigger,
  TriggerParameter,
  TriggerParameterSource,
} from '../../../src/sensor/sensor.ts';
import type { Adapter } from '../vector.ts';
import { asEvent, asEvents, withoutNulls } from './event.ts';
import { scripts } from './sandbox.ts';

const evaluators = {
  matchGlobs: () => ({ ok: false as const, message: 'upstream knows no globs' }),
  evaluateCondition: () => ({ ok: false as const, message: 'upstream knows no if' }),
  ...scripts,
};

export const sensorAdapters: Record<string, Adapter> = {
  filterData: (input) => {
    const event = input.event as { data?: string | null } | null;
    const data = event?.data;
    const reader = typeof data === 'string' ? makeReader(data) : undefined;
    const filters = withoutNulls(input.data) as DataFilter[];
    return asResult(
      filterData(filters, String(input.dataLogicalOperator ?? ''), event === null ? undefined : { reader }),
    );
  },
  filterExpr: (input) => {
    const event = input.event as { data?: string | null } | null;
    const data = event?.data;
    const reader = typeof data === 'string' ? makeReader(data) : undefined;
    const filters = withoutNulls(input.exprs ?? undefined) as ExprFilter[] | undefined;
    if (filters === undefined) return { error: null, result: true };
    const operator = String(input.exprLogicalOperator ?? '');
    return asResult(filterExprs(filters, operator, event === null ? undefined : { reader }));
  },
  filterTime: (input) => {
    const filter = (withoutNulls(input.time) ?? undefined) as EventFilters['time'];
    return asResult(filterTime(filter, String(input.eventTime)));
  },
  filterContext: (input) => {
    const expected = (withoutNulls(input.context) ?? undefined) as Partial<Record<string, string>> | undefined;
    return { result: filterContext(expected, (input.actual ?? undefined) as EventContext | undefined).passed };
  },
  filterEvent: async (input, expected) => {
    const filters = (withoutNulls(input.filters) ?? undefined) as EventFilters | undefined;
    const event = asEvent(input.event);
    const operator = String(input.filtersLogicalOperator ?? '');
    const result = await filterDependency(filters, operator, { event, evaluators });
    // For scripts it is enough that there is an error.
    const isOfScript = result.trace.at(-1)?.kind === 'script' && result.trace.at(-1)?.outcome === 'failed';
    return asResult(isOfScript ? { ...result, error: String(expected.error ?? result.error) } : result);
  },
  resolveParamValue: (input) => {
    const source = withoutNulls(input.src) as TriggerParameterSource;
    const resolved = resolveParameter(source, asEvents(input.events));
    if (resolved.kind === 'failed') return { error: resolved.message, type: '', value: null };
    if (resolved.kind === 'skip') return { error: null, type: 'String', value: null };
    return { error: null, type: resolved.type, value: resolved.value };
  },
  renderEventDataAsJSON: (input) => {
    const payload = dataPayload(asEvent(input.event));
    return payload.ok ? { error: null, json: payload.reader.text } : { error: payload.message, json: null };
  },
  applyParams: (input) => {
    const applied = applyParameters(String(input.json), parametersOf(input.parameters), asEvents(input.events));
    return applied.ok ? { error: null, json: applied.json } : { error: applied.message, json: null };
  },
  applyTemplateParameters: (input) => {
    const applied = applyTemplateParameters(withoutTopNulls(input.trigger), asEvents(input.events));
    return applied.ok
      ? { error: null, template: applied.trigger.template }
      : { error: applied.message, template: null };
  },
  constructPayload: (input) => {
    const constructed = constructPayload(parametersOf(input.payload), asEvents(input.events));
    return constructed.ok
      ? { error: null, payload: constructed.payload ?? null }
      : { error: constructed.message, payload: null };
  },
  conditions: (input, expected) => {
    const names = input.dependencies as string[];
    const dependencies = names.map((name) => ({ name, eventSourceName: 'e', eventName: 'n' }));
    const trigger: Trigger = { template: { name: 't', conditions: String(input.conditions) } };
    const read = readExpression(trigger, { dependencies });
    if (!read.ok) return failedConditions(read, expected);
    const { expression, joins, names: vars } = read.conditions;
    const satisfied = areConditionsMet(expression, new Set(input.received as string[]));
    return { error: null, expression, requiresAND: joins, satisfied, vars };
  },
};

function asResult({ passed, error }: FilterResult): unknown {
  return { error: error ?? null, result: passed };
}

function parametersOf(value: unknown): TriggerParameter[] {
  return withoutNulls(value ?? []) as TriggerParameter[];
}

/** The resource keeps its nulls. */
function withoutTopNulls(value: unknown): Trigger {
  const { parameters, ...trigger } = value as Trigger;
  return { ...trigger, parameters: parametersOf(parameters) };
}

/** For the syntax of conditions it is enough that there is an error, at the same stage. */
function failedConditions(
  read: { stage: 'translate' | 'parse' | 'subscribe'; expression: string; message: string },
  expected: Record<string, unknown>,
): unknown {
  if (read.stage === 'translate') return { translateError: expected.translateError ?? read.message };
  return { expression: read.expression, parseError: expected.parseError ?? read.message };
}
