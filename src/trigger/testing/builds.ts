import { makeWorkflow } from '../../run/testing/requests.ts';
import type { ArgoWorkflowTrigger, Trigger } from '../../sensor/sensor.ts';
import { ownLabels, setStage, type TriggerStage } from './stage.ts';

export const apiVersion = 'argoproj.io/v1alpha1';

/** An `argoWorkflow` trigger about an object of that kind and name. */
export function operate(
  operation: string,
  kind: string,
  name: string,
  more: Partial<ArgoWorkflowTrigger> = {},
): Trigger {
  const resource = { apiVersion, kind, metadata: { name } };
  return { template: { name: operation, argoWorkflow: { operation, source: { resource }, ...more } } };
}

/** … about the Workflow `build`. */
export function onWorkflow(operation: string, more: Partial<ArgoWorkflowTrigger> = {}): Trigger {
  return operate(operation, 'Workflow', 'build', more);
}

/** A cluster with the repository's Workflow `build`. */
export async function withBuild(
  state: { spec?: object; status?: object; labels?: object } = {},
  argoServerUrl?: string,
) {
  const stage = await setStage({ ...(argoServerUrl === undefined ? {} : { argoServerUrl }) });
  addBuild(stage, state);
  return stage;
}

export function addBuild(
  stage: TriggerStage,
  { spec = {}, status, labels = ownLabels }: { spec?: object; status?: object; labels?: object },
): void {
  const workflow = makeWorkflow([{ name: 'title', value: 'old' }], { name: 'build', namespace: 'ci', labels });
  stage.cluster.create({
    ...workflow,
    spec: { ...workflow.spec, ...spec },
    ...(status === undefined ? {} : { status }),
  });
}
