import { describe, expect, it } from 'vitest';
import { validateSensor } from '../../validate-sensor.ts';

const resource = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow', metadata: { generateName: 'ci-' } };
const argoWorkflow = { operation: 'submit', source: { resource } };
const dependency = { name: 'd', eventSourceName: 'github', eventName: 'push' };

function adviseOn(changes: { dependency?: object; trigger?: object; spec?: object }): string[] {
  const { problems } = validateSensor({
    kind: 'Sensor',
    metadata: { name: 'ci' },
    spec: {
      dependencies: [{ ...dependency, ...changes.dependency }],
      triggers: [{ template: { name: 't', argoWorkflow }, ...changes.trigger }],
      ...changes.spec,
    },
  });
  return problems.map((each) => each.problem.hint);
}

function withKind(kind: object): string[] {
  return adviseOn({ trigger: { template: { name: 't', ...kind } } });
}

describe('advice on what Argo Events refuses', () => {
  it.each([
    [withKind({ argoWorkflow: { ...argoWorkflow, operation: 'create' } }), 'Write operation: submit. `create`'],
    [withKind({ argoWorkflow: { source: { resource } } }), 'Write operation: submit. It is said'],
    [withKind({ k8s: { operation: 'submit', source: { resource } } }), 'submit belongs to argoWorkflow'],
    [withKind({ argoWorkflow: { operation: 'submit' } }), 'Add `source`'],
    [adviseOn({ dependency: { eventName: '' } }), "GitHub's name of the event"],
    [adviseOn({ dependency: { filtersLogicalOperator: 'OR' } }), 'in small letters'],
    [
      adviseOn({ dependency: { filters: { data: [{ path: 'a', type: 'string', value: ['x'], comparator: '==' }] } } }),
      'Write = for equality.',
    ],
    [adviseOn({ dependency: { filters: { time: { start: '09:00', stop: '10:00' } } } }), 'hours, minutes and seconds'],
    [
      adviseOn({ dependency: { filters: { time: { start: '09:00:00', stop: '10:00:00', timezone: '+01:00' } } } }),
      'name of a time zone',
    ],
    [withKind({ argoWorkflow, conditionsReset: [{ byTime: { cron: '@daily' } }] }), 'exactly five fields'],
    [adviseOn({ trigger: { dlqTrigger: { template: { name: 'x', argoWorkflow } } } }), 'Write atLeastOnce: true'],
    [adviseOn({ spec: { triggers: [] } }), 'would not work in Argo Events either'],
  ])('%#: %j', (hints, text) => {
    expect(hints).toEqual([expect.stringContaining(text)]);
  });
});

describe('advice on fields that are not there', () => {
  it.each([
    [
      withKind({ argoWorkflow: { ...argoWorkflow, group: 'argoproj.io', version: 'v1alpha1', resource: 'workflows' } }),
      'does not read it any more',
    ],
    [adviseOn({ dependency: { filters: { ctx: { type: 'x' } } } }), 'Write context'],
    [
      adviseOn({ dependency: { filters: { data: [{ path: 'a', type: 'string', value: ['x'], values: [] }] } } }),
      'Write value, a list.',
    ],
    [adviseOn({ dependency: { filter: {} } }), 'Write filters.'],
    [withKind({ argoWorkflow, policy: {} }), 'beside `template`'],
    [adviseOn({ trigger: { conditions: 'd' } }), 'inside `template`'],
    [adviseOn({ spec: { serviceAccountName: 'x' } }), 'It belongs inside `template`'],
    [adviseOn({ dependency: { eventSourcename: 'x' } }), 'Did you mean eventSourceName?'],
    [adviseOn({ trigger: { zzzzzzzz: 1 } }), 'Known are template, parameters'],
  ])('%#: %j', (hints, text) => {
    expect(hints.length).toBeGreaterThan(0);
    for (const hint of hints) expect(hint).toContain(text);
  });
});

describe('advice on types', () => {
  it.each([
    [
      adviseOn({ dependency: { filters: { data: [{ path: 'a', type: 'string', value: 'main' }] } } }),
      'value: ["main"]',
    ],
    [
      adviseOn({ dependency: { filters: { data: [{ path: 'a', type: 'number', value: [42] }] } } }),
      'in quotes, as a text: "42"',
    ],
    [
      adviseOn({ dependency: { filters: { data: [{ path: 'a', type: 'bool', value: [true] }] } } }),
      'in quotes, as a text: "true"',
    ],
    [adviseOn({ trigger: { atLeastOnce: 'true' } }), 'as true or false, without quotes'],
    [adviseOn({ spec: { dependencies: {} } }), 'Write it as a list.'],
  ])('%#: %j', (hints, text) => {
    expect(hints).toEqual([expect.stringContaining(text)]);
  });
});
