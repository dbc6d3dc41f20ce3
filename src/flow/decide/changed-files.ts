import type { EventDependency, EventFilters, Sensor } from '../../sensor/sensor.ts';
import { withSensorFilters } from '../../sensor/with-sensor-filters.ts';

const key = 'changedFiles';

/** True when a filter or a parameter of the Sensor reads `github.changedFiles`. */
export function asksForChangedFiles(sensor: Sensor): boolean {
  const { dependencies, triggers, filters } = sensor.spec;
  return JSON.stringify([dependencies, triggers, filters]).includes(key);
}

/** The Sensor without the filters that read changed files: what it rejects, the whole Sensor rejects too. */
export function withoutChangedFiles(sensor: Sensor): Sensor {
  const { filters, dependencies, ...rest } = sensor.spec;
  // The Sensor's own filters are merged first: a filter that goes must not let another of its kind take its place.
  const relaxed = dependencies.map((each) => relaxDependency(withSensorFilters(each, filters)));
  return { ...sensor, spec: { ...rest, dependencies: relaxed } };
}

/** With `or` between the kinds of filters, taking one away could reject more: such a dependency is taken to want the files. */
function relaxDependency(dependency: EventDependency): EventDependency {
  const { filters, filtersLogicalOperator, ...rest } = dependency;
  if (filters === undefined) return dependency;
  if (filtersLogicalOperator === 'or') return JSON.stringify(filters).includes(key) ? rest : dependency;
  return { ...dependency, filters: relaxFilters(filters) };
}

function relaxFilters(filters: EventFilters): EventFilters {
  const kept = Object.entries(filters).filter(
    ([name, value]) => value !== undefined && (name === 'globs' || !JSON.stringify(value).includes(key)),
  );
  const globs = filters.globs?.filter((each) => !each.path.includes(key));
  const { globs: _before, ...others } = Object.fromEntries(kept) as EventFilters;
  return globs === undefined || globs.length === 0 ? others : { ...others, globs };
}
