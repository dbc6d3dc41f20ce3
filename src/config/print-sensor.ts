import { Document, Scalar, visit } from 'yaml';
import type { Sensor } from '../sensor/sensor.ts';
import { resolveScalar } from '../yaml/resolve-scalar.ts';

/** A Sensor as YAML that Argo's parser reads back the same: texts such as `on` and `012` are quoted. */
export function printSensor(sensor: Sensor): string {
  const document = new Document(sensor, { version: '1.1', aliasDuplicateObjects: false });
  visit(document, {
    Scalar: (_key, scalar) => {
      if (typeof scalar.value !== 'string' || resolveScalar(scalar.value) === scalar.value) return;
      scalar.type = Scalar.QUOTE_DOUBLE;
    },
  });
  return document.toString({ lineWidth: 0 });
}
