import { readProblemMatchers } from '../../matcher/own/read-problem-matchers.ts';
import { toJson } from '../../yaml/yaml-node.ts';
import type { Subject } from '../reading/read-values.ts';
import { type Reading, report } from '../reading/reading.ts';

/** `problem-matchers`: as JSON, the way a Workflow carries them. */
export function readMatchers({ node, where }: Subject, reading: Reading): string | undefined {
  const value = toJson(node);
  const read = readProblemMatchers(value);
  if (read.ok) return JSON.stringify(value);
  report(reading, node.position, 'config.invalid-problem-matchers', { where, reasons: read.reasons.join('; ') });
  return undefined;
}
