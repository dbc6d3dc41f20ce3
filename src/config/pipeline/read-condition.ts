import { positionInScalar } from '../../yaml/position-in-scalar.ts';
import { compileWithin } from '../reading/compile-within.ts';
import { readText, type Subject } from '../reading/read-values.ts';
import { type Reading, report } from '../reading/reading.ts';

/** `if`: compiled for trial, so that a name that does not exist is an error on its line, not a pipeline that never runs. */
export function readCondition(subject: Subject, reading: Reading): string | undefined {
  const text = readText(subject, reading);
  if (text === undefined || subject.node.kind !== 'scalar') return undefined;
  const compiled = compileWithin(text, reading);
  if (compiled.ok) return text;
  const position = positionInScalar(subject.node, compiled.offset);
  report(reading, position, 'config.invalid-condition', { where: subject.where, reason: compiled.message });
  return undefined;
}
