import { stringify } from 'yaml';
import type { Sensor } from '../sensor/sensor.ts';

/** A Sensor as YAML that Argo's parser reads back the same: words such as `on` and `012` are quoted. */
export function printSensor(sensor: Sensor): string {
  return stringify(sensor, { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false });
}
