import { describe, expect, it } from 'vitest';
import type { Workflow, WorkflowNode } from '../../kubernetes/workflow.ts';
import { findSecretNames, maxSecrets } from './find-secret-names.ts';

function workflow(spec: Record<string, unknown>, status: object = {}): Workflow {
  return { apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow', metadata: { name: 'ci' }, spec, status };
}

describe('findSecretNames', () => {
  it.each<[string, Record<string, unknown>]>([
    [
      'a variable',
      { templates: [{ container: { env: [{ name: 'T', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }] } }] },
    ],
    ['all variables', { templates: [{ script: { envFrom: [{ secretRef: { name: 's' } }] } }] }],
    ['a volume', { volumes: [{ name: 'v', secret: { secretName: 's' } }] }],
    ['a projected volume', { volumes: [{ projected: { sources: [{ secret: { name: 's' } }] } }] }],
    ['a pull secret', { imagePullSecrets: [{ name: 's' }] }],
    [
      'an artifact',
      { templates: [{ inputs: { artifacts: [{ git: { sshPrivateKeySecret: { name: 's', key: 'k' } } }] } }] },
    ],
    ['an artifact store', { artifactRepositoryRef: {}, archive: { s3: { accessKeySecret: { name: 's', key: 'k' } } } }],
    ['a header', { templates: [{ http: { headers: [{ valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }] } }] }],
  ])('finds that of %s', (_what, spec) => {
    expect(findSecretNames(workflow(spec), [])).toEqual(['s']);
    expect(findSecretNames(workflow({}, { storedTemplates: { 'local/x': spec } }), [])).toEqual(['s']);
    expect(findSecretNames(workflow({}, { storedWorkflowTemplateSpec: spec }), [])).toEqual(['s']);
  });

  it('fills in parameters with every value that they have in this run', () => {
    const spec = {
      arguments: { parameters: [{ name: 'stage', value: 'live' }] },
      volumes: [
        { secret: { secretName: 'keys-{{workflow.parameters.stage}}' } },
        { secret: { secretName: '{{inputs.parameters.of}}-{{ workflow.parameters.stage }}' } },
        { secret: { secretName: '{{inputs.parameters.unknown}}' } },
        { secret: { secretName: '{{=1+1}}' } },
      ],
    };
    const node = (value: string): WorkflowNode => ({
      id: value,
      name: value,
      type: 'Pod',
      inputs: { parameters: [{ name: 'of', value }] },
    });
    expect(findSecretNames(workflow(spec), [node('web'), node('api')]).sort()).toEqual([
      'api-live',
      'keys-live',
      'web-live',
    ]);
  });

  it('finds that of the git token', () => {
    const spec = { arguments: { parameters: [{ name: 'git-auth-secret', value: 'ci-token' }] } };
    expect(findSecretNames(workflow(spec), [])).toEqual(['ci-token']);
  });

  it('finds none in other things, and never too many', () => {
    expect(findSecretNames(workflow({ templates: [{ name: 'secret', container: { image: 's' } }] }), [])).toEqual([]);
    const many = Array.from({ length: 200 }, (_, at) => ({ secret: { secretName: `s${at}` } }));
    expect(findSecretNames(workflow({ volumes: many }), [])).toHaveLength(maxSecrets);
    let deep: unknown = { secret: { secretName: 's' } };
    for (let at = 0; at < 10_000; at += 1) deep = { deep };
    expect(findSecretNames(workflow({ deep }), [])).toEqual([]);
  });
});
