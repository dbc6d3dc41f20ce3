import { describe, expect, it } from 'vitest';
import { readConfiguration } from '../../read-configuration.ts';

function read(...documents: object[]) {
  const text = documents.map((each) => JSON.stringify(each)).join('\n---\n');
  const { cronWorkflows, problems } = readConfiguration({ path: '.argo-events.yaml', text });
  return { ...cronWorkflows, problems: problems.map((each) => `${each.severity} ${each.code}: ${each.message}`) };
}

function cron(spec: object, metadata: object = { name: 'nightly' }) {
  const whole = { schedules: ['0 2 * * *'], workflowSpec: { entrypoint: 'main' }, ...spec };
  return { apiVersion: 'argoproj.io/v1alpha1', kind: 'CronWorkflow', metadata, spec: whole };
}

describe('a CronWorkflow in the file', () => {
  it('is read with its schedules, its zone and the name of its check', () => {
    const annotations = { 'argo-events-app/check-name': 'Nightly build' };
    const document = cron({ timezone: 'Europe/Berlin' }, { name: 'nightly', annotations });
    expect(read(document)).toMatchObject({
      documents: [
        {
          name: 'nightly',
          schedules: ['0 2 * * *'],
          timezone: 'Europe/Berlin',
          checkName: 'Nightly build',
          object: document,
        },
      ],
      faulty: [],
      isComplete: true,
      problems: [],
    });
  });

  it('may have the older single schedule, and both', () => {
    const older = read(cron({ schedule: '@daily', schedules: undefined }));
    expect(older.documents[0]?.schedules).toEqual(['@daily']);
    expect(read(cron({ schedule: '@daily' })).documents[0]?.schedules).toEqual(['@daily', '0 2 * * *']);
  });

  it.each([
    ['no schedule', cron({ schedules: [] }), 'cron workflow must have at least one schedule'],
    ['a malformed one', cron({ schedules: ['0 2 * * 7'] }), 'is malformed: end of range (7) above maximum (6): 7'],
    ['no text', cron({ schedules: [5] }), 'is no text'],
    ['an unknown zone', cron({ timezone: 'Mars/Base' }), 'invalid timezone "Mars/Base"'],
    ['two zones', cron({ schedules: ['TZ=UTC 0 2 * * *'], timezone: 'UTC' }), 'behind the `timezone`'],
    ['a time that never comes', cron({ schedules: ['0 0 30 2 *'] }), 'names a time that never comes'],
    ['a policy that is none', cron({ concurrencyPolicy: 'Never' }), "'Never' is not a valid concurrencyPolicy"],
    ['a negative deadline', cron({ startingDeadlineSeconds: -1 }), 'startingDeadlineSeconds must be positive'],
    ['no Workflow', cron({ workflowSpec: undefined }), 'has no `workflowSpec`'],
    ['no name', cron({}, {}), 'needs a `metadata.name`'],
    ['a long name', cron({}, { name: 'x'.repeat(53) }), 'not be more than 52 characters long (currently 53)'],
    ['a name that is none', cron({}, { name: 'Nightly_1' }), 'lower-case letters'],
    ['a taken name', [cron({}), cron({})], 'another of that name stands on line 1'],
  ])('is refused and named for %s', (_, document, reason) => {
    const { problems, documents } = read(...[document].flat());
    expect(problems).toEqual([expect.stringMatching(/^error config\.invalid-cron-workflow: /)]);
    expect(problems[0]).toContain(reason);
    expect(documents).toHaveLength(Array.isArray(document) ? 1 : 0);
  });

  it('with an error is faulty, so that what runs of it is not taken away', () => {
    expect(read(cron({ schedules: ['x'] }))).toMatchObject({ faulty: ['nightly'], isComplete: true });
  });

  it('takes no name of a check that a pipeline has', () => {
    const pipelines = { pipelines: { nightly: { on: 'push', workflow: '.argo/ci.yaml' } } };
    expect(read(pipelines, cron({})).problems).toEqual([expect.stringContaining('config.duplicate-check')]);
  });

  it('is warned of a field that no CronWorkflow has', () => {
    const { documents, problems } = read(cron({ timezones: 'UTC' }));
    expect(documents).toHaveLength(1);
    expect(problems).toEqual([expect.stringMatching(/^warning config\.unknown-native-field: .*timezones/)]);
  });

  it('is not asked for by a file that cannot be read', () => {
    const { cronWorkflows } = readConfiguration({ path: 'f', text: 'a: [' });
    expect(cronWorkflows).toEqual({ documents: [], faulty: [], pipelines: [], calendars: [], isComplete: false });
  });
});
