import { describe, expect, it } from 'vitest';
import { keepWorkflows } from './keep-workflows.ts';
import type { Workflow } from './workflow.ts';

function makeWorkflow(name: string, version = '1'): Workflow {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Workflow',
    metadata: { namespace: 'ci', name, resourceVersion: version },
    spec: {},
  };
}

const at = (name: string, version = '1') => ({ namespace: 'ci', name, version });

describe('keepWorkflows', () => {
  it('gives a Workflow once, in the version that it was kept in', () => {
    const kept = keepWorkflows();
    const workflow = makeWorkflow('a');
    kept.keep(workflow, 10);
    expect(kept.take(at('a'))).toBe(workflow);
    expect(kept.take(at('a'))).toBeUndefined();
  });

  it('gives nothing for another version, and lets go what is no longer so', () => {
    const kept = keepWorkflows();
    kept.keep(makeWorkflow('a'), 10);
    expect(kept.take(at('a', '2'))).toBeUndefined();
    expect(kept.take(at('a'))).toBeUndefined();
  });

  it('gives nothing of another namespace', () => {
    const kept = keepWorkflows();
    kept.keep(makeWorkflow('a'), 10);
    expect(kept.take({ ...at('a'), namespace: 'other' })).toBeUndefined();
  });

  it('keeps the newest within its size, and nothing large', () => {
    const kept = keepWorkflows(320);
    for (let index = 0; index < 50; index += 1) kept.keep(makeWorkflow(`w-${index}`), 10);
    kept.keep(makeWorkflow('large'), 11);
    expect(kept.take(at('large'))).toBeUndefined();
    expect(kept.take(at('w-17'))).toBeUndefined();
    expect(kept.take(at('w-18'))).toBeDefined();
    expect(kept.take(at('w-49'))).toBeDefined();
  });

  it('counts one that is kept again once', () => {
    const kept = keepWorkflows(320);
    for (let index = 0; index < 50; index += 1) kept.keep(makeWorkflow('same', String(index)), 10);
    kept.keep(makeWorkflow('other'), 10);
    expect(kept.take(at('same', '49'))).toBeDefined();
    expect(kept.take(at('other'))).toBeDefined();
  });
});
