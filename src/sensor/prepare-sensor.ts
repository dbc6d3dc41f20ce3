import { type ReadConditions, readConditions } from './conditions/read-conditions.ts';
import type { EventDependency, Sensor, Trigger } from './sensor.ts';
import { withSensorFilters } from './with-sensor-filters.ts';

/** A Sensor as it is asked again and again: filters merged, conditions parsed. */
export interface PreparedSensor {
  dependencies: EventDependency[];
  triggers: { trigger: Trigger; read: ReadConditions }[];
}

const prepared = new WeakMap<Sensor, PreparedSensor>();

/** Prepares a Sensor once; the object must not be changed afterwards. Of dependencies with one name the last counts. */
export function prepareSensor(sensor: Sensor): PreparedSensor {
  const known = prepared.get(sensor);
  if (known !== undefined) return known;
  const { dependencies, triggers, filters } = sensor.spec;
  const byName = new Map(dependencies.map((dependency) => [dependency.name, dependency]));
  const made: PreparedSensor = {
    dependencies: [...byName.values()].map((dependency) => withSensorFilters(dependency, filters)),
    triggers: triggers.map((trigger) => ({ trigger, read: readConditions(trigger, sensor.spec) })),
  };
  prepared.set(sensor, made);
  return made;
}
