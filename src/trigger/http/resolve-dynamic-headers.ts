import type { Problem } from '../../problem/problem.ts';
import { failParameter } from '../../sensor/parameters/apply-parameters.ts';
import { type EventsByDependency, resolveParameter } from '../../sensor/parameters/resolve-parameter.ts';
import type { TriggerParameter } from '../../sensor/sensor.ts';
import type { Header } from './build-headers.ts';

export type DynamicHeaders = { ok: true; headers: Header[] } | { ok: false; problem: Problem };

/**
 * Headers whose values come from events; `dest` is the name. Upstream panics on a dependency that has not come and has no default;
 * here that is a problem (`sensor.parameter`).
 */
export function resolveDynamicHeaders(
  parameters: readonly TriggerParameter[],
  events: EventsByDependency,
): DynamicHeaders {
  const headers: Header[] = [];
  for (const parameter of parameters) {
    const { src, dest = '' } = parameter;
    if (src === undefined) return failParameter(parameter, "parameter source can't be empty");
    const resolved = resolveParameter(src, events);
    if (resolved.kind === 'failed') return failParameter(parameter, resolved.message);
    if (resolved.kind === 'skip') {
      return failParameter(parameter, `the dependency '${src.dependencyName}' has not come and there is no default`);
    }
    headers.push([dest, resolved.value]);
  }
  return { ok: true, headers };
}
