import type { Position } from '../../problem/problem.ts';
import { shorten, type YamlMapping } from '../../yaml/yaml-node.ts';
import { checkFields } from '../reading/check-fields.ts';
import { readText, type Subject } from '../reading/read-values.ts';
import { type Reading, report } from '../reading/reading.ts';
import { readEvents } from './events/read-events.ts';
import type { Pipeline } from './pipeline.ts';
import { readConcurrency } from './read-concurrency.ts';
import { readCondition } from './read-condition.ts';
import { readDuration } from './read-duration.ts';
import { readMatchers } from './read-matchers.ts';
import { readParameters } from './read-parameters.ts';
import { checkPathPattern, readPatterns } from './read-patterns.ts';
import { readWorkflow } from './read-workflow.ts';

/** Every key of a pipeline, and so of `defaults`. */
export const pipelineFields = [
  'on',
  'paths',
  'if',
  'workflow',
  'parameters',
  'timeout',
  'concurrency',
  'report',
  'problem-matchers',
];

const required = {
  on: 'Write `on: push`, or what else starts it.',
  workflow: 'Write `workflow: .argo/ci.yaml`, or what else runs.',
};

/** A pipeline's keys, or those of `defaults`. */
export interface PipelineSource {
  /** What to call it: `pipeline "ci"`, or `defaults`. */
  where: string;
  mapping: YamlMapping;
}

type Parts = Omit<Pipeline, 'name' | 'position'>;

/** Reads a pipeline; undefined when it lacks what it cannot do without. Problems may leave it unusable all the same. */
export function readPipeline(source: PipelineSource, position: Position, reading: Reading): Parts | undefined {
  const { on, workflow, ...rest } = readParts(source, reading);
  for (const [field, advice] of Object.entries(required)) {
    if (source.mapping.entries.has(field)) continue;
    report(reading, position, 'config.missing-field', { field, where: source.where, advice });
  }
  return on === undefined || workflow === undefined ? undefined : { on, workflow, ...rest };
}

/** Reads what is there. */
export function readParts(
  source: PipelineSource,
  reading: Reading,
): Partial<Parts> & Pick<Parts, 'parameters' | 'report'> {
  const { mapping, where } = source;
  checkFields(mapping, { fields: pipelineFields, where }, reading);
  const read = <Value>(field: string, reader: (subject: Subject, reading: Reading) => Value): Value | undefined => {
    const node = mapping.entries.get(field)?.value;
    return node && reader({ node, where: `${field} of ${where}` }, reading);
  };
  return {
    ...defined('on', read('on', readEvents)),
    ...defined('workflow', read('workflow', readWorkflow)),
    ...defined('paths', read('paths', readPaths)),
    ...defined('condition', read('if', readCondition)),
    ...defined('timeoutSeconds', read('timeout', readDuration)),
    ...defined('concurrency', read('concurrency', readConcurrency)),
    ...defined('problemMatchers', read('problem-matchers', readMatchers)),
    parameters: read('parameters', readParameters) ?? [],
    report: read('report', readReport) ?? 'always',
  };
}

function readPaths(subject: Subject, reading: Reading): string[] | undefined {
  return readPatterns(subject, checkPathPattern, reading);
}

function readReport(subject: Subject, reading: Reading): Pipeline['report'] {
  const text = readText(subject, reading);
  if (text === 'started') return 'started';
  if (text !== undefined && text !== 'always') {
    const advice = 'Write `always` (also what was skipped, and why) or `started`.';
    report(reading, subject.node.position, 'config.not-one-of', { found: shorten(text), where: subject.where, advice });
  }
  return 'always';
}

function defined<Key extends string, Value>(key: Key, value: Value | undefined): { [Each in Key]?: Value } {
  const object: { [Each in Key]?: Value } = {};
  if (value !== undefined) object[key] = value;
  return object;
}
