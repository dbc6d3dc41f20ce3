import { type EventsByDependency, resolveParameter, type Selected } from '../parameters/resolve-parameter.ts';
import type { TriggerParameter, TriggerParameterSource } from '../sensor.ts';
import { showReason, showValue } from './show-value.ts';

/** Where a parameter's value came from, for check runs, the page and the command line. */
export interface ParameterTrace {
  dest: string;
  operation: string;
  /** In words, such as `dataKey body.after of push`. */
  source: string;
  /** `left-out`: its dependency has not come and it has no default. */
  outcome: 'set' | 'left-out' | 'failed';
  /** The value, shortened and with credentials masked; absent where there is none. */
  value?: string;
  /** Why it failed, in Argo Events' words. */
  message?: string;
}

/** What each parameter takes from these events, as `applyParameters` does it; nothing is changed by asking. */
export function traceParameters(parameters: readonly TriggerParameter[], events: EventsByDependency): ParameterTrace[] {
  return parameters.map(({ src, dest = '', operation = '' }): ParameterTrace => {
    const trace = { dest, operation: operation === '' ? 'overwrite' : operation };
    if (src === undefined)
      return { ...trace, source: 'nothing', outcome: 'failed', message: "parameter source can't be empty" };
    const resolved = resolveParameter(src, events);
    switch (resolved.kind) {
      case 'value':
        return { ...trace, source: describe(src, resolved.by), outcome: 'set', value: showValue(resolved.value) };
      case 'skip':
        return { ...trace, source: describe(src, asked(src)), outcome: 'left-out' };
      default:
        return {
          ...trace,
          source: describe(src, asked(src)),
          outcome: 'failed',
          message: showReason(resolved.message),
        };
    }
  });
}

/** What the source asks for first. */
function asked({
  dataTemplate = '',
  contextTemplate = '',
  dataKey = '',
  contextKey = '',
}: TriggerParameterSource): Selected {
  if (dataTemplate !== '' || (contextTemplate !== '' && dataKey === '')) return 'template';
  return dataKey !== '' || contextKey !== '' ? 'key' : 'whole-event';
}

/** Selectors of the data win over those of the context. */
function describe(source: TriggerParameterSource, by: Selected): string {
  const { dependencyName, dataKey = '', dataTemplate = '', contextKey = '', contextTemplate = '' } = source;
  const readsData = dataKey !== '' || dataTemplate !== '';
  switch (by) {
    case 'default':
      return 'its default (value)';
    case 'whole-event':
      return `the whole event of ${dependencyName}`;
    case 'template':
      return readsData
        ? `dataTemplate ${showValue(dataTemplate)} of ${dependencyName}`
        : `contextTemplate ${showValue(contextTemplate)} of ${dependencyName}`;
    case 'key':
      return readsData ? `dataKey ${dataKey} of ${dependencyName}` : `contextKey ${contextKey} of ${dependencyName}`;
  }
}
