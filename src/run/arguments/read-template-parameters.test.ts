import { describe, expect, it } from 'vitest';
import type { ClusterResult } from '../../kubernetes/kubernetes.ts';
import { readTemplateParameters } from './read-template-parameters.ts';

type Template = ClusterResult<{ spec: Record<string, unknown> }>;

function answering(answer: Template) {
  const asked: unknown[] = [];
  const kubernetes = {
    getWorkflowTemplate: async (scope: 'cluster' | { namespace: string }, name: string) => {
      asked.push([scope, name]);
      return answer;
    },
  };
  return { asked, kubernetes };
}

const template: Template = {
  ok: true,
  value: { spec: { arguments: { parameters: [{ name: 'revision' }, { name: 'image', value: 'alpine' }] } } },
};

describe('what a referred template declares', () => {
  it.each([
    [{ name: 'go-ci' }, { namespace: 'ci' }],
    [{ name: 'go-ci', clusterScope: true }, 'cluster'],
  ])('is read for %j', async (workflowTemplateRef, scope) => {
    const { asked, kubernetes } = answering(template);

    const declared = await readTemplateParameters({ workflowTemplateRef }, 'ci', kubernetes);

    expect(asked).toEqual([[scope, 'go-ci']]);
    expect(declared).toEqual({ kind: 'declared', parameters: [{ name: 'revision' }] });
  });

  it.each([
    [undefined],
    [null],
    ['go-ci'],
    [{}],
    [{ name: 7 }],
    [{ name: '' }],
    [{ name: '{{workflow.parameters.t}}' }],
  ])('is nothing, and costs no call, for %j', async (workflowTemplateRef) => {
    const { asked, kubernetes } = answering(template);

    expect(await readTemplateParameters({ workflowTemplateRef }, 'ci', kubernetes)).toEqual({
      kind: 'declared',
      parameters: [],
    });
    expect(asked).toEqual([]);
  });

  it.each(['absent', 'forbidden'] as const)('is left to Argo to complain about when it is %s', async (kind) => {
    const { kubernetes } = answering({ ok: false, failure: { kind, message: 'no' } });

    const declared = await readTemplateParameters({ workflowTemplateRef: { name: 'x' } }, 'ci', kubernetes);

    expect(declared).toEqual({ kind: 'declared', parameters: [] });
  });

  it('is waited for while the cluster does not answer', async () => {
    const { kubernetes } = answering({ ok: false, failure: { kind: 'later', message: 'busy', retryAfterMs: 5 } });

    const declared = await readTemplateParameters({ workflowTemplateRef: { name: 'x' } }, 'ci', kubernetes);

    expect(declared).toMatchObject({ kind: 'later', afterMs: 5, problem: { code: 'run.cluster-away' } });
  });
});
