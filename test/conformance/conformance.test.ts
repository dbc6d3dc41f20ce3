import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { missingFunctions, runVector } from './run-vectors.ts';
import { parseVectors } from './vector.ts';

/** Files whose vectors all pass; one that is listed here stays complete. */
const complete = [
  'cron-schedule.jsonl',
  'event-envelope.jsonl',
  'expression-binding.jsonl',
  'filter-context.jsonl',
  'filter-data.jsonl',
  'filter-event.jsonl',
  'filter-expr.jsonl',
  'filter-script.jsonl',
  'filter-time.jsonl',
  'parameters-apply.jsonl',
  'parameters-payload.jsonl',
  'parameters-resolve.jsonl',
  'path-get.jsonl',
  'path-set.jsonl',
  'sensor-validate.jsonl',
  'template-sprig.jsonl',
  'transform-jq.jsonl',
  'transform-script.jsonl',
  'trigger-conditions.jsonl',
  'webhook-signature.jsonl',
];

function read(file: string) {
  return parseVectors(readFileSync(join(import.meta.dirname, 'vectors', file), 'utf8'));
}

describe('Argo Events does the same', () => {
  it.each(complete)('with every vector of %s', async (file) => {
    const vectors = read(file);

    expect(missingFunctions(vectors)).toEqual([]);
    for (const outcome of await Promise.all(vectors.map(runVector))) {
      expect(outcome.actual, outcome.vector.name).toEqual(outcome.vector.expected);
    }
  });

  it('and a function that this project does not have is a failure', async () => {
    const vector = { fn: 'noSuchFunction', name: 'x', input: {}, expected: {} };

    expect(await runVector(vector)).toEqual({ vector, passed: false });
    expect(missingFunctions([vector])).toEqual(['noSuchFunction']);
  });
});
