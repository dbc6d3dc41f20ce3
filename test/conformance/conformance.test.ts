import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { missingFunctions, runVector } from './run-vectors.ts';
import { parseVectors } from './vector.ts';

/** Files whose vectors all pass; one that is listed here stays complete. */
const complete = [
  'filter-context.jsonl',
  'filter-event.jsonl',
  'filter-expr.jsonl',
  'filter-script.jsonl',
  'filter-time.jsonl',
  'parameters-apply.jsonl',
  'parameters-payload.jsonl',
  'path-get.jsonl',
  'path-set.jsonl',
  'sensor-validate.jsonl',
  'transform-jq.jsonl',
  'transform-script.jsonl',
  'trigger-conditions.jsonl',
];

/** Files whose vectors pass where they need no template beyond plain paths. */
const withoutTemplates = ['filter-data.jsonl', 'parameters-resolve.jsonl'];

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

  it.each(withoutTemplates)('with every vector of %s that needs no more than paths', async (file) => {
    const outcomes = await Promise.all(read(file).map(runVector));
    const failures = outcomes.filter((outcome) => !outcome.passed);

    const explained = failures.filter(({ vector }) => /\{\{.*?[|("]|\{\{ *[a-z]/.test(JSON.stringify(vector.input)));
    expect(failures.map((each) => each.vector.name)).toEqual(explained.map((each) => each.vector.name));
  });

  it('and a function that this project does not have is a failure', async () => {
    const vector = { fn: 'noSuchFunction', name: 'x', input: {}, expected: {} };

    expect(await runVector(vector)).toEqual({ vector, passed: false });
    expect(missingFunctions([vector])).toEqual(['noSuchFunction']);
  });
});
