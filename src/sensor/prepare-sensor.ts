import { type ReadConditions, readConditions } from './conditions/read-conditions.ts';
import { versionOf } from './join/version-of.ts';
import { planTrigger, type TriggerPlan } from './plan/plan-trigger.ts';
import type { EventDependency, Sensor, Trigger } from './sensor.ts';
import { withSensorFilters } from './with-sensor-filters.ts';

/** A Sensor as it is asked again and again: filters merged, conditions parsed. */
export interface PreparedSensor {
  dependencies: EventDependency[];
  triggers: PreparedTrigger[];
}

export interface PreparedTrigger {
  trigger: Trigger;
  read: ReadConditions;
  plan: TriggerPlan;
  /** Of a trigger that joins events: the text of each dependency that it names. */
  versions: Readonly<Record<string, string>>;
}

const prepared = new WeakMap<Sensor, PreparedSensor>();

/** Prepares a Sensor once; the object must not be changed afterwards. Of dependencies with one name the last counts. */
export function prepareSensor(sensor: Sensor): PreparedSensor {
  const known = prepared.get(sensor);
  if (known !== undefined) return known;
  const byName = new Map(sensor.spec.dependencies.map((dependency) => [dependency.name, dependency]));
  const dependencies = [...byName.values()].map((each) => withSensorFilters(each, sensor.spec.filters));
  const triggers = sensor.spec.triggers.map((trigger): PreparedTrigger => {
    const read = readConditions(trigger, sensor.spec);
    const named = read.ok && read.conditions.joins ? new Set(read.conditions.names) : undefined;
    const versions = dependencies.filter(({ name }) => named?.has(name)).map((each) => [each.name, versionOf(each)]);
    return { trigger, read, plan: planTrigger(trigger), versions: Object.fromEntries(versions) };
  });
  const made: PreparedSensor = { dependencies, triggers };
  prepared.set(sensor, made);
  return made;
}
