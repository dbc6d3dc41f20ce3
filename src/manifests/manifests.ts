import type { Binding } from '../event-api/binding/read-binding.ts';
import type { SourceDocument } from '../event-source/document/source-document.ts';
import type { Position } from '../problem/problem.ts';
import type { Sensor } from '../sensor/sensor.ts';

/** The operator's own documents, which belong to no repository and run with the operator's rights. */
export interface Manifests {
  eventSources: SourceDocument[];
  sensors: OperatorSensor[];
  bindings: Binding[];
  cronWorkflows: OperatorObject[];
}

/** A Sensor; it listens to the EventSources of its namespace. */
export interface OperatorSensor {
  namespace: string;
  sensor: Sensor;
  file: string;
  position: Position;
}

/** A document that somebody else reads further. */
export interface OperatorObject {
  namespace: string;
  name: string;
  /** As it is written, with its namespace. */
  object: Record<string, unknown>;
  file: string;
  position: Position;
}

export const noManifests: Manifests = { eventSources: [], sensors: [], bindings: [], cronWorkflows: [] };
