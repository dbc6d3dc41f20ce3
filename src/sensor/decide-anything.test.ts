import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Event } from '../event/event.ts';
import { decide } from './decide.ts';
import type { Evaluators } from './filters/evaluators.ts';
import type { EventDependency, Sensor } from './sensor.ts';
import { validateSensor } from './validate-sensor.ts';

const evaluators: Evaluators = {
  matchGlobs: (patterns, values) => ({ ok: true, value: values.some((value) => patterns.includes(value)) }),
  evaluateCondition: (text) => (text === 'bad' ? { ok: false, message: 'bad' } : { ok: true, value: text === 'yes' }),
  filterByScript: async (script) =>
    script === 'bad' ? { ok: false, message: 'bad' } : { ok: true, value: script === 'yes' },
  transformByScript: async (script) => (script === 'bad' ? { ok: false, message: 'bad' } : { ok: true, data: script }),
  transformByJq: async (program) => (program === 'bad' ? { ok: false, message: 'bad' } : { ok: true, data: program }),
};

const word = fc.oneof(
  fc.constantFrom(
    'a',
    'b',
    'body.ref',
    'body.#',
    '@this',
    '(',
    '[',
    '{{',
    '{{ .Input }}',
    '{"a":1}',
    'yes',
    'bad',
    '09:00:00',
    '* * * * *',
    '1h',
    'UTC',
    '==',
  ),
  fc.string({ maxLength: 12 }),
);
const words = fc.array(word, { minLength: 1, maxLength: 3 });
const operator = fc.constantFrom('and' as const, 'or' as const, '' as const);

const filters = fc.record(
  {
    exprs: fc.array(
      fc.record({
        expr: word,
        fields: fc.array(fc.record({ path: word, name: word }), { minLength: 1, maxLength: 2 }),
      }),
      { maxLength: 2 },
    ),
    exprLogicalOperator: operator,
    data: fc.array(
      fc.record({
        path: word,
        type: fc.constantFrom('bool' as const, 'number' as const, 'string' as const),
        value: words,
        comparator: fc.constantFrom('', '=', '!=', '>', '<='),
        template: fc.constantFrom('', '{{ .Input }}', '{{', '{{ .Input.a.b }}'),
      }),
      { maxLength: 2 },
    ),
    dataLogicalOperator: operator,
    context: fc.record({ type: word, source: word }, { requiredKeys: [] }),
    time: fc.record({ start: word, stop: word, timezone: word, schedule: word, duration: word }, { requiredKeys: [] }),
    script: word,
    globs: fc.array(fc.record({ path: word, patterns: words }), { maxLength: 2 }),
    if: word,
  },
  { requiredKeys: [] },
);

const dependency: fc.Arbitrary<EventDependency> = fc.record(
  {
    name: fc.constantFrom('a', 'b', 'c', 'a-b', ''),
    eventSourceName: fc.constant('github'),
    eventName: fc.constantFrom('push', 'release'),
    filters,
    filtersLogicalOperator: operator,
    transform: fc.record({ jq: word, script: word }, { requiredKeys: [] }),
  },
  { requiredKeys: ['name', 'eventSourceName', 'eventName'] },
);

const sensors: fc.Arbitrary<Sensor> = fc.record({
  apiVersion: fc.constant('argoproj.io/v1alpha1'),
  kind: fc.constant('Sensor' as const),
  metadata: fc.constant({ name: 'ci' }),
  spec: fc.record({
    dependencies: fc.array(dependency, { minLength: 1, maxLength: 3 }),
    triggers: fc.array(
      fc.record({
        template: fc.record({
          name: fc.constant('t'),
          conditions: fc.oneof(fc.constantFrom('', 'a && b', 'a || b', '(a && b) || c'), word),
        }),
      }),
      { minLength: 1, maxLength: 2 },
    ),
    filters,
  }),
});

const events: fc.Arbitrary<Event> = fc.record({
  context: fc.record({
    id: word,
    source: word,
    specversion: fc.constant('1.0' as const),
    type: word,
    datacontenttype: fc.constantFrom('application/json', 'text/plain'),
    subject: fc.constantFrom('push', 'release'),
    time: fc.oneof(fc.constantFrom('2026-01-31T10:00:00Z', '', 'soon'), word),
  }),
  data: fc.oneof(fc.json(), word, fc.constant('{"headers":{},"body":{"ref":"x"},"github":{}}')),
});

function ask(sensor: Sensor, event: Event) {
  return decide({
    sensor,
    event,
    eventNames: ({ eventName }, { context }) => eventName === context.subject,
    evaluators,
  });
}

describe('whatever a Sensor and an event say', () => {
  it('there is a decision, the same for the same input', async () => {
    await fc.assert(
      fc.asyncProperty(sensors, events, async (sensor, event) => {
        const decision = await ask(sensor, event);

        expect(await ask(structuredClone(sensor), structuredClone(event))).toEqual(decision);
        const matched = decision.trace.dependencies.filter((each) => each.outcome === 'matched');
        if (matched.length === 0) expect([...decision.firings, ...decision.arrivals]).toEqual([]);
        const failed = decision.trace.dependencies.filter((each) => each.outcome === 'failed');
        expect(decision.problems.filter((each) => /filter-failed|transform-failed/.test(each.code))).toHaveLength(
          failed.length,
        );
      }),
      { numRuns: 300 },
    );
  });

  it('validation has an answer', () => {
    fc.assert(
      fc.property(sensors, (sensor) => {
        const { problems, sensor: accepted } = validateSensor(structuredClone(sensor));
        expect(accepted === undefined).toBe(problems.some((each) => each.problem.severity === 'error'));
      }),
      { numRuns: 300 },
    );
  });
});
