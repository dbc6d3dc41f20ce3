import type { ServedEventApi } from './serve-event-api.ts';

const selector = 'payload.message != "" && metadata["x-argo-e2e"] == ["true"] && discriminator == "my-discriminator"';

/** Headers of a caller whom the cluster knows. */
export const authorized = { authorization: 'Bearer good' };

/** The binding and the template of Argo's documentation. */
export function addExample({ cluster }: ServedEventApi): void {
  cluster.addTemplate('my-wf-tmple');
  cluster.addBinding('event-consumer', {
    event: { selector },
    submit: {
      workflowTemplateRef: { name: 'my-wf-tmple' },
      arguments: { parameters: [{ name: 'message', valueFrom: { event: 'payload.message' } }] },
    },
  });
}

/** A binding that takes every event. */
export function addAlways({ cluster }: ServedEventApi, name: string, submit: object = {}): void {
  cluster.addTemplate('t');
  cluster.addBinding(name, {
    event: { selector: 'true' },
    submit: { workflowTemplateRef: { name: 't' }, ...submit },
  });
}

export function workflowsOf({ cluster }: ServedEventApi) {
  return [...cluster.workflows.values()];
}
