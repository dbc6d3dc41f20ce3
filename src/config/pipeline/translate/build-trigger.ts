import type { ArtifactSource, Trigger, TriggerParameter } from '../../../sensor/sensor.ts';
import type { Pipeline, WorkflowSource } from '../pipeline.ts';

/**
 * The trigger of a pipeline. Parameters are arguments of `argo submit`, and a template's value is appended to its argument by a
 * parameter for each dependency, so that the Sensor does the same in Argo Events itself.
 */
export function buildTrigger(pipeline: Pipeline, name: string, dependencies: readonly string[]): Trigger {
  const args: string[] = [];
  const parameters: TriggerParameter[] = [];
  for (const parameter of pipeline.parameters) {
    args.push('-p', `${parameter.name}=${parameter.isTemplate ? '' : parameter.value}`);
    if (!parameter.isTemplate) continue;
    const dest = `argoWorkflow.args.${args.length - 1}`;
    for (const dependencyName of dependencies) {
      parameters.push({ src: { dependencyName, dataTemplate: parameter.value }, dest, operation: 'append' });
    }
  }
  const argoWorkflow = {
    operation: 'submit',
    source: buildSource(pipeline.workflow, name),
    ...(args.length === 0 ? {} : { args }),
  };
  return {
    template: { name, conditions: dependencies.join(' || '), argoWorkflow },
    ...(parameters.length === 0 ? {} : { parameters }),
  };
}

function buildSource(workflow: WorkflowSource, name: string): ArtifactSource {
  if (workflow.kind === 'file') return { file: { path: workflow.path } };
  if (workflow.kind === 'resource') return { resource: withName(workflow.resource, name) };
  const workflowTemplateRef = { name: workflow.name, ...(workflow.isClusterScoped ? { clusterScope: true } : {}) };
  const resource = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow', spec: { workflowTemplateRef } };
  return { resource: withName(resource, name) };
}

/** A Workflow that has no name of its own is named after the pipeline. */
function withName(resource: Record<string, unknown>, name: string): Record<string, unknown> {
  const { apiVersion, kind, metadata, ...rest } = resource;
  const given = typeof metadata === 'object' && metadata !== null ? metadata : {};
  const isNamed = 'name' in given || 'generateName' in given;
  return { apiVersion, kind, metadata: isNamed ? given : { generateName: `${name}-`, ...given }, ...rest };
}
