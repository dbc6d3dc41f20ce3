import { isRecord } from '../../json/is-record.ts';
import { nearestName } from '../../problem/nearest-name.ts';
import { hasErrors, problem } from '../../problem/problem.ts';
import type { LocatedProblem } from '../../sensor/validate/located-problem.ts';
import { type DocumentPath, readShape } from '../../sensor/validate/read-shape.ts';
import { anything, mapOf, object, type Shape, text } from '../../sensor/validate/shape.ts';

/** A key of a Secret in the EventSource's namespace. */
export interface SecretKey {
  name: string;
  key: string;
}

/** What every kind's entry may have, unless the kind has a meaning of its own for it; the frame knows what it means. */
const sharedFields = { filter: object('EventSourceFilter', { expression: text }), metadata: mapOf(anything) };

export interface SpecReading {
  /** With known fields of the right types only. */
  value: Record<string, unknown>;
  problems: LocatedProblem[];
}

/**
 * Reads an entry of an EventSource into a shape: a wrong type is an error, an unknown field a warning with the nearest known name.
 *
 * @param where what to call the entry: "a webhook EventSource"
 */
export function readSpec(entry: unknown, shape: Readonly<Record<string, Shape>>, where: string): SpecReading {
  const { value, mismatches, unknown } = readShape(entry ?? {}, object(where, { ...sharedFields, ...shape }));
  const problems = [
    ...mismatches.map(({ path, expected, found }): LocatedProblem => {
      const field = path.length === 0 ? 'The whole' : `\`${path.join('.')}\``;
      return { problem: problem('source.wrong-type', { field, where, expected, found }), path };
    }),
    ...unknown.map(({ path, known }): LocatedProblem => {
      const name = String(path.at(-1) ?? '');
      const near = nearestName(name, known);
      const advice = near === undefined ? `Known are ${known.join(', ')}.` : `Did you mean "${near}"?`;
      return { problem: problem('source.unknown-field', { field: `\`${path.join('.')}\``, where, advice }), path };
    }),
  ];
  return { value: isRecord(value) ? value : {}, problems };
}

/** Notes that a field has to be there. */
export function missField(reading: SpecReading, where: string, field: string, advice: string): void {
  const path: DocumentPath = field.split('.');
  reading.problems.push({ problem: problem('source.missing-field', { where, field: `\`${field}\``, advice }), path });
}

/** Notes that a field has no such value. */
export function refuseValue(
  reading: SpecReading,
  where: string,
  { field, found, expected }: { field: string; found: string; expected: string },
): void {
  const values = { where, field: `\`${field}\``, found: found.slice(0, 80), expected };
  reading.problems.push({ problem: problem('source.wrong-value', values), path: field.split('.') });
}

/** True when the entry cannot be listened to. */
export function isRefused({ problems }: SpecReading): boolean {
  return hasErrors(problems.map((each) => each.problem));
}
