import { afterEach, describe, expect, it } from 'vitest';
import { type OperatorWorld, startOperatorWorld } from '../../world/start-operator-world.ts';

let operator: OperatorWorld | undefined;

afterEach(async () => {
  await operator?.close();
  operator = undefined;
});

const rules = [
  { apiGroups: ['argoproj.io'], resources: ['workfloweventbindings'], verbs: ['list'] },
  { apiGroups: ['argoproj.io'], resources: ['workflowtemplates'], verbs: ['get'] },
  { apiGroups: ['argoproj.io'], resources: ['workflows'], verbs: ['create'] },
];

const binding = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'WorkflowEventBinding',
  metadata: { name: 'hello' },
  spec: {
    event: { selector: 'discriminator == "hello"' },
    submit: {
      workflowTemplateRef: { name: 'hello' },
      arguments: { parameters: [{ name: 'who', valueFrom: { event: 'payload.who' } }] },
    },
  },
};

describe('a binding among the operator’s documents', () => {
  it('selects events as one in the cluster does, for callers that may list bindings', async () => {
    operator = await startOperatorWorld(() => ({ 'binding.yaml': [binding] }));
    const { world } = operator;
    world.cluster.create({
      ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'WorkflowTemplate' },
      metadata: { name: 'hello', namespace: 'ci' },
      spec: {
        entrypoint: 'main',
        arguments: { parameters: [{ name: 'who' }] },
        templates: [{ name: 'main', container: { image: 'busybox', command: ['true'] } }],
      },
    });
    const token = world.cluster.addAccount({ namespace: 'ci', name: 'caller' }, rules);
    const stranger = world.cluster.addAccount({ namespace: 'ci', name: 'stranger' }, rules.slice(1));
    const send = async (bearer: string, discriminator: string) => {
      const url = `http://127.0.0.1:${world.app().port}/api/v1/events/ci/${discriminator}`;
      const headers = { authorization: `Bearer ${bearer}` };
      return (await fetch(url, { method: 'POST', headers, body: '{"who":"ada"}' })).status;
    };
    const made = () => world.cluster.list('workflows', 'ci').map(({ metadata }) => metadata.name);

    expect(await send(stranger, 'hello')).toBe(403);
    expect(await send(token, 'other')).toBe(200);
    expect(made()).toEqual([]);
    expect(await send(token, 'hello')).toBe(200);
    expect(made()).toEqual([expect.stringMatching(/^hello-/)]);
  });
});
