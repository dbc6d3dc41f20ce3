import { describe, expect, it } from 'vitest';
import { makePartAllowance } from '../../expression/work/work-allowance.ts';
import type { Sensor, TriggerTemplate } from '../../sensor/sensor.ts';
import type { Reading } from '../reading/reading.ts';
import { nameOfTriggerCheck, readRunOptions } from './read-run-options.ts';

function read(templates: Omit<TriggerTemplate, 'name'>[], annotations: Record<string, string> = {}) {
  const sensor: Sensor = {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Sensor',
    metadata: { name: 's', annotations },
    spec: {
      dependencies: [],
      triggers: templates.map((template, index) => ({ template: { name: `t${index}`, ...template } })),
    },
  };
  const reading: Reading = { file: 'f', problems: [], work: makePartAllowance('file') };
  const runs = readRunOptions({ sensor, positionOf: () => ({ line: 1, column: 1 }) }, reading);
  return { runs, codes: reading.problems.map((each) => each.code) };
}

const workflow = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow' };

describe('readRunOptions', () => {
  it.each([
    [{ argoWorkflow: { operation: 'submit', source: { resource: workflow } } }, true],
    [{ argoWorkflow: { operation: 'submit-from', source: { resource: { kind: 'WorkflowTemplate' } } } }, true],
    [{ argoWorkflow: { operation: 'resubmit', source: { resource: workflow } } }, true],
    [{ argoWorkflow: { operation: 'stop', source: { resource: workflow } } }, false],
    [{ argoWorkflow: { source: { resource: workflow } } }, false],
    [{ k8s: { operation: 'create', source: { resource: workflow } } }, true],
    [{ k8s: { source: { resource: workflow } } }, true],
    [{ k8s: { operation: 'create', source: { inline: 'kind: Workflow' } } }, true],
    [{ k8s: { operation: 'create', source: { resource: { apiVersion: 'v1', kind: 'ConfigMap' } } } }, false],
    [{ k8s: { operation: 'delete', source: { resource: workflow } } }, false],
    [{ log: {} }, false],
  ])('%j creates a Workflow: %s', (template, creates) => {
    expect(read([template]).runs).toEqual(creates ? { t0: { checkName: 's/t0', report: 'started' } } : {});
  });

  it('the annotation of the Sensor names the check when it has one trigger only', () => {
    const submit = { argoWorkflow: { operation: 'submit', source: { resource: workflow } } };
    const annotations = { 'argo-events-app/check-name': 'mine' };

    expect(read([submit, { log: {} }], annotations).runs).toEqual({ t0: { checkName: 'mine', report: 'started' } });
    expect(Object.values(read([submit, submit], annotations).runs).map((each) => each.checkName)).toEqual([
      's/t0',
      's/t1',
    ]);
  });

  it('the annotation of a resource names its check, also among several', () => {
    const named = { ...workflow, metadata: { annotations: { 'argo-events-app/check-name': 'one' } } };
    const templates = [{ k8s: { source: { resource: named } } }, { k8s: { source: { resource: workflow } } }];

    expect(Object.values(read(templates).runs).map((each) => each.checkName)).toEqual(['one', 's/t1']);
  });

  it('a name that GitHub would not take is made one that it takes', () => {
    expect(nameOfTriggerCheck('s', 'a\nb\u0000c')).toBe('s/a b c');
    expect(nameOfTriggerCheck('s', '😀'.repeat(500))).toBe(`s/${'😀'.repeat(98)}`);
  });

  it.each([['two\nlines'], ['a\u0007b'], ['x'.repeat(101)], [' x'], ['argo-events'], ['']])(
    'the name %j is refused',
    (name) => {
      const { runs, codes } = read([{ k8s: { source: { resource: workflow } } }], {
        'argo-events-app/check-name': name,
      });

      expect(codes).toEqual(['config.invalid-annotation']);
      expect(runs.t0?.checkName).toBe('s/t0');
    },
  );
});
