import type { ConfiguredSensor } from './configuration.ts';
import { type Reading, report } from './reading/reading.ts';

/** Sensors whose name, or the name of one of whose checks, is taken by an earlier one are problems and left out. */
export function dropDuplicates(sensors: readonly ConfiguredSensor[], reading: Reading): ConfiguredSensor[] {
  const linesOfSensors = new Map<string, number>();
  const linesOfChecks = new Map<string, number>();
  return sensors.filter(({ sensor, position, runs }) => {
    const { name } = sensor.metadata;
    const sensorLine = linesOfSensors.get(name);
    if (sensorLine !== undefined) {
      report(reading, position, 'config.duplicate-sensor', { name, line: sensorLine });
      return false;
    }
    const checks = Object.values(runs).map((run) => run.checkName);
    const taken = checks.find((check, index) => linesOfChecks.has(check) || checks.indexOf(check) < index);
    if (taken !== undefined) {
      const line = linesOfChecks.get(taken) ?? position.line;
      report(reading, position, 'config.duplicate-check', { name: taken, line });
      return false;
    }
    linesOfSensors.set(name, position.line);
    for (const check of checks) linesOfChecks.set(check, position.line);
    return true;
  });
}
