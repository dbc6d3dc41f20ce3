import type { ConfiguredCronWorkflow } from '../config/configuration.ts';
import type { Binding } from '../event-api/binding/read-binding.ts';
import type { SourceDocument } from '../event-source/document/source-document.ts';
import type { Position } from '../problem/problem.ts';
import type { Sensor } from '../sensor/sensor.ts';

/** The operator's own documents, which belong to no repository and run with the operator's rights. */
export interface Manifests {
  eventSources: SourceDocument[];
  sensors: OperatorSensor[];
  bindings: Binding[];
  cronWorkflows: OperatorCron[];
  /** Every document was read: what is not named is not wanted. */
  isComplete: boolean;
}

/** A Sensor; it listens to the EventSources of its namespace. */
export interface OperatorSensor {
  namespace: string;
  sensor: Sensor;
  file: string;
  position: Position;
}

/** A CronWorkflow, which the cluster's own controller runs. */
export interface OperatorCron extends ConfiguredCronWorkflow {
  namespace: string;
}

export const noManifests: Manifests = {
  eventSources: [],
  sensors: [],
  bindings: [],
  cronWorkflows: [],
  isComplete: true,
};
