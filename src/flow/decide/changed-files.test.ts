import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConfiguredSensor } from '../../config/configuration.ts';
import { withChangedFiles } from '../../event/learned/with-changed-files.ts';
import { eventOf, makePush } from '../../run/testing/deliveries.ts';
import type { EventFilters, LogicalOperator, Sensor } from '../../sensor/sensor.ts';
import { askSensor } from './ask-sensor.ts';
import { asksForChangedFiles, withoutChangedFiles } from './changed-files.ts';

const onFiles = { globs: [{ path: 'github.changedFiles.all', patterns: ['src/**'] }] };
const onBranch = { globs: [{ path: 'github.branch', patterns: ['main'] }] };

function makeSensor(
  filters: EventFilters | undefined,
  more: { sensorFilters?: EventFilters; operator?: LogicalOperator } = {},
): Sensor {
  const { sensorFilters, operator } = more;
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Sensor',
    metadata: { name: 'ci' },
    spec: {
      dependencies: [
        {
          name: 'push',
          eventSourceName: 'github',
          eventName: 'push',
          ...(filters === undefined ? {} : { filters }),
          ...(operator === undefined ? {} : { filtersLogicalOperator: operator }),
        },
      ],
      triggers: [{ template: { name: 'run', argoWorkflow: { operation: 'submit' } } }],
      ...(sensorFilters === undefined ? {} : { filters: sensorFilters }),
    },
  };
}

function configured(sensor: Sensor): ConfiguredSensor {
  return { sensor, origin: 'sensor', position: { line: 1, column: 1 }, githubEvents: { push: ['push'] }, runs: {} };
}

describe('a Sensor asks for changed files', () => {
  it.each<[string, Sensor]>([
    ['in globs', makeSensor(onFiles)],
    ['in a data filter', makeSensor({ data: [{ path: 'github.changedFiles.added.#', type: 'number', value: ['0'] }] })],
    ['in a condition', makeSensor({ if: '"a" in github.changedFiles.all' })],
    ['in filters of the whole Sensor', makeSensor(undefined, { sensorFilters: onFiles })],
  ])('%s', (_where, sensor) => {
    expect(asksForChangedFiles(sensor)).toBe(true);
  });

  it('in a parameter', () => {
    const sensor = makeSensor(onBranch);
    const src = { dependencyName: 'push', dataKey: 'github.changedFiles.all' };
    const [trigger] = sensor.spec.triggers;
    const triggers = [{ template: { name: 'run' }, ...trigger, parameters: [{ src, dest: 'argoWorkflow.args.1' }] }];

    expect(asksForChangedFiles({ ...sensor, spec: { ...sensor.spec, triggers } })).toBe(true);
  });

  it('and one that only looks at the branch does not', () => {
    expect(asksForChangedFiles(makeSensor(onBranch))).toBe(false);
    expect(asksForChangedFiles(makeSensor(undefined))).toBe(false);
  });
});

describe('a Sensor without its filters on changed files', () => {
  it.each<[string, EventFilters, EventFilters]>([
    ['keeps its other globs', { globs: [...onFiles.globs, ...onBranch.globs] }, onBranch],
    ['keeps its other kinds of filters', { ...onFiles, if: 'true' }, { if: 'true' }],
    ['loses a condition that reads them', { ...onBranch, if: 'github.changedFiles.all[0] == "a"' }, onBranch],
    ['loses nothing when it has none', { ...onBranch, if: 'true' }, { ...onBranch, if: 'true' }],
  ])('%s', (_what, filters, expected) => {
    const [dependency] = withoutChangedFiles(makeSensor(filters)).spec.dependencies;

    expect(dependency?.filters).toEqual(expected);
  });

  it('is another one: the given Sensor stays as it is', () => {
    const sensor = makeSensor(onFiles, { sensorFilters: onFiles });
    const before = structuredClone(sensor);
    withoutChangedFiles(sensor);

    expect(sensor).toEqual(before);
  });
});

describe('an event that the whole Sensor lets through', () => {
  const push = eventOf(makePush());
  const kinds = fc.record<EventFilters>(
    {
      globs: fc.subarray(
        [
          ...onFiles.globs,
          { path: 'github.branch', patterns: ['main'] },
          { path: 'github.branch', patterns: ['other'] },
        ],
        { minLength: 1 },
      ),
      data: fc.subarray(
        [
          { path: 'github.changedFiles.all.0', type: 'string' as const, value: ['src'] },
          { path: 'body.ref', type: 'string' as const, value: ['main'] },
          { path: 'body.ref', type: 'string' as const, value: ['other'] },
        ],
        { minLength: 1 },
      ),
      dataLogicalOperator: fc.constantFrom<LogicalOperator>('', 'and', 'or'),
      if: fc.constantFrom(
        'github.branch == "main"',
        'github.branch == "other"',
        'github.changedFiles.all[0] == "src/a.ts"',
      ),
      context: fc.constantFrom({ type: 'github' }, { type: 'other' }),
    },
    { requiredKeys: [] },
  );
  const sensors = fc.record({
    filters: kinds,
    sensorFilters: fc.option(kinds, { nil: undefined }),
    operator: fc.constantFrom<LogicalOperator>('', 'and', 'or'),
  });
  const files = fc.constantFrom<string[]>([], ['src/a.ts'], ['docs/a.md']);

  it('is let through by the Sensor without those filters, so that the files are fetched', async () => {
    await fc.assert(
      fc.asyncProperty(sensors, files, async ({ filters, sensorFilters, operator }, all) => {
        const sensor = makeSensor(filters, { operator, ...(sensorFilters === undefined ? {} : { sensorFilters }) });
        const event = withChangedFiles(push, { added: [], modified: all, removed: [], renamed: [], all });
        const whole = await askSensor(configured(sensor), event);
        fc.pre(whole.firings.length > 0 && asksForChangedFiles(sensor));
        const relaxed = await askSensor(configured(sensor), push, withoutChangedFiles(sensor));
        expect(relaxed.firings).toHaveLength(1);
      }),
      { numRuns: 1000 },
    );
  });
});
