import { makePartAllowance } from '../expression/work/work-allowance.ts';
import { hasErrors, problem } from '../problem/problem.ts';
import type { Sensor } from './sensor.ts';
import { adviseOnField } from './validate/advice/advise-on-field.ts';
import { adviseOnRefusal } from './validate/advice/advise-on-refusal.ts';
import { adviseOnType } from './validate/advice/advise-on-type.ts';
import { fieldsOf } from './validate/argo/refusal.ts';
import { validateAsArgo } from './validate/argo/validate-as-argo.ts';
import { validateFilters } from './validate/argo/validate-filters.ts';
import type { LocatedProblem } from './validate/located-problem.ts';
import { type DocumentPath, type Mismatch, readShape, type UnknownField } from './validate/read-shape.ts';
import { sensorShape } from './validate/sensor-shape.ts';
import { findWarnings } from './validate/warnings/find-warnings.ts';

/** A Sensor without errors, and everything that was found, each with its place in the document. */
export interface ValidatedSensor {
  sensor?: Sensor;
  problems: LocatedProblem[];
}

/**
 * Reads a document of kind Sensor and says whether it can be carried out. First the types of its fields
 * (`sensor.wrong-type`), then what Argo Events refuses, in its words (`sensor.argo-refuses`), then what it would
 * silently ignore and what this version refuses when it fires. A field that Sensors do not have is a warning, inside filters an error.
 * `work` is for compiling patterns, of all of the file; used up it is an error (`sensor.patterns-too-large`).
 * The Sensor is undefined when one of the problems is an error; it holds known fields only.
 */
export function validateSensor(document: unknown, work = makePartAllowance('file')): ValidatedSensor {
  const reading = readShape(document, sensorShape);
  const unknown = reading.unknown.map(describeUnknown);
  if (reading.mismatches.length > 0) return { problems: [...reading.mismatches.map(describeMismatch), ...unknown] };
  const { sensor, refused } = asSensor(reading.value as Record<string, unknown> | undefined);
  if (refused !== undefined) return { problems: [refused, ...unknown] };
  const problems = [...unknown, ...findWarnings(sensor, work)];
  return hasErrors(problems.map((each) => each.problem)) ? { problems } : { sensor, problems };
}

/** What Argo Events takes has all fields that the type `Sensor` promises. */
function asSensor(value: Record<string, unknown> | undefined): {
  sensor: Sensor;
  refused: LocatedProblem | undefined;
} {
  const spec = fieldsOf(value?.spec);
  // The Sensor's own filters are held to the same rules as a dependency's.
  const refusal = validateAsArgo(value) ?? validateFilters(fieldsOf(spec?.filters), ['spec', 'filters'], '2006-01-02');
  const metadata = { name: '', ...(value?.metadata as object | undefined) };
  const sensor = { apiVersion: 'argoproj.io/v1alpha1', ...value, kind: 'Sensor', metadata } as unknown as Sensor;
  if (refusal === undefined) return { sensor, refused: undefined };
  const values = { reason: refusal.message, advice: adviseOnRefusal(refusal.message, refusal.path) };
  return {
    sensor,
    refused: { problem: problem('sensor.argo-refuses', values), path: refusal.path },
  };
}

function describeMismatch(mismatch: Mismatch): LocatedProblem {
  const { path, expected, found } = mismatch;
  const values = { field: nameOf(path), expected, found, advice: adviseOnType(mismatch) };
  return { problem: problem('sensor.wrong-type', values), path };
}

function describeUnknown(unknown: UnknownField): LocatedProblem {
  const { path, where } = unknown;
  const code = path.includes('filters') ? 'sensor.unknown-filter-field' : 'sensor.unknown-field';
  return { problem: problem(code, { field: String(path.at(-1) ?? ''), where, advice: adviseOnField(unknown) }), path };
}

function nameOf(path: DocumentPath): string {
  return path.length === 0 ? 'The Sensor' : path.join('.');
}
