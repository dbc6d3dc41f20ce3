import { describe, expect, it } from 'vitest';
import { asWorkflow } from './as-workflow.ts';

const apiVersion = 'argoproj.io/v1alpha1';
const spec = { entrypoint: 'main', templates: [] };

describe('a Workflow', () => {
  it('is taken as it is', () => {
    const object = { apiVersion, kind: 'Workflow', metadata: { name: 'fixed', labels: { a: 'b' } }, spec };

    expect(asWorkflow(object, 'x.yaml')).toEqual({ ok: true, workflow: object });
  });

  it('leaves its status behind', () => {
    const object = { apiVersion, kind: 'Workflow', metadata: {}, spec, status: { phase: 'Succeeded' } };

    expect(asWorkflow(object, 'x.yaml')).toEqual({
      ok: true,
      workflow: { apiVersion, kind: 'Workflow', metadata: {}, spec },
    });
  });
});

describe('a WorkflowTemplate', () => {
  it('becomes a Workflow with its spec, named after it, with the metadata that it wants its runs to have', () => {
    const workflowMetadata = { labels: { team: 'cart' }, annotations: { note: 'x' }, finalizers: ['kept/out'] };
    const object = {
      apiVersion,
      kind: 'WorkflowTemplate',
      metadata: { name: 'lint', labels: { own: 'only' }, finalizers: ['also/out'] },
      spec: { ...spec, workflowMetadata },
    };

    expect(asWorkflow(object, 'x.yaml')).toEqual({
      ok: true,
      workflow: {
        apiVersion,
        kind: 'Workflow',
        metadata: { generateName: 'lint-', labels: { team: 'cart' }, annotations: { note: 'x' } },
        spec: { ...spec, workflowMetadata },
      },
    });
  });

  it.each([[{ toString: 1 }], [2024], [null]])('gives its runs a name although its own is %j', (name) => {
    const object = { apiVersion, kind: 'WorkflowTemplate', metadata: { name }, spec };

    expect(asWorkflow(object, 'x.yaml')).toMatchObject({ ok: true, workflow: { metadata: { generateName: 'run-' } } });
  });

  it.each([[{}], [{ workflowMetadata: null }], [{ workflowMetadata: { labels: 'text', annotations: ['list'] } }]])(
    'gives its runs no metadata with %j',
    (more) => {
      const object = { apiVersion, kind: 'WorkflowTemplate', metadata: {}, spec: { ...spec, ...more } };

      expect(asWorkflow(object, 'x.yaml')).toMatchObject({
        ok: true,
        workflow: { metadata: { generateName: 'run-' } },
      });
      expect(asWorkflow(object, 'x.yaml')).not.toHaveProperty('workflow.metadata.labels');
      expect(asWorkflow(object, 'x.yaml')).not.toHaveProperty('workflow.metadata.annotations');
    },
  );
});

describe('anything else is refused, with what was found', () => {
  const metadata = {};
  it.each<[string, Record<string, unknown>]>([
    ['an object without a kind', { apiVersion, metadata, spec }],
    ['an object without a kind', {}],
    ['a Pod of v1', { apiVersion: 'v1', kind: 'Pod', metadata, spec }],
    ['a Sensor of argoproj.io/v1alpha1', { apiVersion, kind: 'Sensor', metadata, spec }],
    ['a CronWorkflow of argoproj.io/v1alpha1', { apiVersion, kind: 'CronWorkflow', metadata, spec }],
    ['a Workflow of argoproj.io/v1alpha1 without a spec', { apiVersion, kind: 'Workflow', metadata }],
    ['a Workflow of argoproj.io/v1alpha1 without a spec', { apiVersion, kind: 'Workflow', metadata, spec: [spec] }],
    ['a Workflow of argoproj.io/v1alpha1 without a spec', { apiVersion, kind: 'Workflow', metadata, spec: 'text' }],
    [
      'a WorkflowTemplate of argoproj.io/v1alpha1 without a spec',
      { apiVersion, kind: 'WorkflowTemplate', metadata, spec: null },
    ],
    ['a Workflow of argoproj.io/v1alpha1 without metadata', { apiVersion, kind: 'Workflow', spec }],
    ['a Workflow of argoproj.io/v1alpha1 without metadata', { apiVersion, kind: 'Workflow', metadata: null, spec }],
    ['a {"toString":1} of argoproj.io/v1alpha1', { apiVersion, kind: { toString: 1 }, metadata, spec }],
    ['a null of null', { apiVersion: 'null', kind: null, metadata, spec }],
    ['a Workflow of {"toString":1}', { apiVersion: { toString: 1 }, kind: 'Workflow', metadata, spec }],
    ['a Workflow of v1', { apiVersion: 'v1', kind: 'Workflow', metadata, spec }],
    ['a Workflow of no apiVersion', { kind: 'Workflow', metadata, spec }],
    [
      'a Workflow of example.com/argoproj.io/v1',
      { apiVersion: 'example.com/argoproj.io/v1', kind: 'Workflow', metadata, spec },
    ],
  ])('%s', (found, object) => {
    expect(asWorkflow(object, 'x.yaml')).toMatchObject({
      ok: false,
      problem: {
        code: 'run.not-a-workflow',
        message: `"x.yaml" holds ${found}; expected one Workflow or WorkflowTemplate of argoproj.io/v1alpha1.`,
      },
    });
  });
});
