import { evaluateEventSourceFilter } from '../../../src/expression/binding-expression/evaluate-event-source-filter.ts';
import { evaluateParameter } from '../../../src/expression/binding-expression/evaluate-parameter.ts';
import { evaluateSelector } from '../../../src/expression/binding-expression/evaluate-selector.ts';
import type { BindingFailure } from '../../../src/expression/binding-expression/run-expression.ts';
import type { Adapter } from '../vector.ts';

export const bindingExpressionAdapters: Record<string, Adapter> = {
  bindingSelector: ({ expr, env }) => {
    const result = evaluateSelector(String(expr), asEnvironment(env), { now: new Date() });
    return result.ok ? { error: null, bool: result.value } : asError(result);
  },
  bindingParameter: ({ expr, env }) => {
    const result = evaluateParameter(String(expr), asEnvironment(env), { now: new Date() });
    return result.ok ? { error: null, paramValue: result.value } : asError(result);
  },
  eventSourceFilter: ({ expression, data }) => {
    const result = evaluateEventSourceFilter(String(expression), String(data), { now: new Date() });
    return result.ok ? { error: null, result: result.value } : { error: result.message, result: false };
  },
};

function asEnvironment(env: unknown): Record<string, unknown> {
  return (env ?? {}) as Record<string, unknown>;
}

/** The vectors hold the first line of an error. */
function asError({ stage, reason }: BindingFailure): unknown {
  return { error: reason, errorStage: stage };
}
