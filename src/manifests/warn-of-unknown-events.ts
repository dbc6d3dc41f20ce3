import { type Problem, problem } from '../problem/problem.ts';
import type { Manifests } from './manifests.ts';

/** A dependency on what no EventSource of its namespace has waits for ever. */
export function warnOfUnknownEvents({ sensors, eventSources }: Manifests): Problem[] {
  const known = new Set(
    eventSources.flatMap(({ namespace, name, entries }) => entries.map(({ event }) => `${namespace}/${name}/${event}`)),
  );
  return sensors.flatMap(({ sensor, namespace, file, position }) =>
    sensor.spec.dependencies.flatMap(({ name: dependency, eventSourceName: source, eventName: event }) => {
      if (known.has(`${namespace}/${source}/${event}`)) return [];
      return [problem('manifests.unknown-event', { dependency, source, event, namespace }, { file, position })];
    }),
  );
}
