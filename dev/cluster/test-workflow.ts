import type { FinishedWorkflow, TestCluster } from './open-test-cluster.ts';

export function describeWorkflow(name: string, spec: object): object {
  return { apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow', metadata: { name, namespace: 'ci' }, spec };
}

/** A template that runs a line of shell. */
export function shell(name: string, line: string): { name: string; container: object } {
  return { name, container: { image: 'alpine:3.20', command: ['sh', '-c'], args: [line] } };
}

/** A template that prints its parameter `text`. */
export const say = {
  name: 'say',
  inputs: { parameters: [{ name: 'text' }] },
  container: { image: 'alpine:3.20', command: ['sh', '-c'], args: ['echo "$0"', '{{inputs.parameters.text}}'] },
};

/** A step or task that calls a template. */
export function call(
  name: string,
  template: string,
  parameters: Record<string, string> = {},
  more: object = {},
): object {
  const list = Object.entries(parameters).map(([key, value]) => ({ name: key, value }));
  return { name, template, arguments: { parameters: list }, ...more };
}

/** The phases of a Workflow's nodes by their display names. */
export function phasesOf({ status }: FinishedWorkflow): Record<string, string> {
  return Object.fromEntries(Object.values(status.nodes).map((node) => [node.displayName, node.phase]));
}

/** What each pod of the Workflow printed, by its node's display name. */
export function printed(cluster: TestCluster, workflow: FinishedWorkflow): Record<string, string> {
  const logs = cluster.list('pods', 'ci').map((pod) => {
    const id = pod.metadata.annotations?.['workflows.argoproj.io/node-id'] ?? '';
    return [workflow.status.nodes[id]?.displayName ?? id, cluster.podLog('ci', pod.metadata.name) ?? ''];
  });
  return Object.fromEntries(logs);
}
