import { isRecord, type KubeObject } from '../../store/kube-object.ts';
import type { ObjectStore } from '../../store/object-store.ts';
import { configMaps } from '../../store/resource.ts';
import { substituteText } from '../expression/substitute.ts';
import type { Parameter, Spec } from './workflow-spec.ts';

const maxPasses = 5;

type Globals =
  | { kind: 'globals'; values: Map<string, string> }
  | { kind: 'refused'; phase: 'Failed' | 'Error'; message: string }
  | { kind: 'never-started'; message: string };

/**
 * What `{{workflow.…}}` stands for. Argo Workflows 4.1 evaluates tags inside the values of arguments too, and never starts a
 * Workflow whose argument holds a `{{=` that cannot be parsed.
 */
export function resolveGlobals(store: ObjectStore, workflow: KubeObject, spec: Spec): Globals {
  const values = describeWorkflow(workflow, spec);
  const given = new Map<string, string>();
  for (const parameter of spec.arguments?.parameters ?? []) {
    const value = parameter.value ?? readConfigMap(store, workflow, parameter) ?? parameter.valueFrom?.default;
    if (value === undefined && !parameter.valueFrom) {
      const where = `spec.arguments.${parameter.name}`;
      const message = `invalid spec: ${where}.value or ${where}.valueFrom is required`;
      return { kind: 'refused', phase: 'Failed', message };
    }
    if (value === undefined) {
      const message = `failed to set global parameter ${parameter.name}: its source was not found`;
      return { kind: 'refused', phase: 'Error', message };
    }
    given.set(parameter.name, value);
    values.set(`workflow.parameters.${parameter.name}`, value);
  }
  for (let pass = 0; pass < maxPasses; pass += 1) {
    for (const name of given.keys()) {
      const key = `workflow.parameters.${name}`;
      const filled = substituteText(values.get(key) ?? '', values);
      if (!filled.ok) return { kind: 'never-started', message: `Unable to set ExecWorkflow: ${filled.message}` };
      values.set(key, filled.value);
    }
  }
  const list = [...given.keys()].map((name) => ({ name, value: values.get(`workflow.parameters.${name}`) ?? '' }));
  values.set('workflow.parameters', JSON.stringify(list));
  return { kind: 'globals', values };
}

function describeWorkflow(workflow: KubeObject, spec: Spec): Map<string, string> {
  const { metadata } = workflow;
  const { labels = {}, annotations = {} } = metadata;
  return new Map([
    ['workflow.name', metadata.name],
    ['workflow.namespace', metadata.namespace ?? ''],
    ['workflow.uid', metadata.uid],
    ['workflow.mainEntrypoint', spec.entrypoint ?? ''],
    ['workflow.serviceAccountName', spec.serviceAccountName ?? 'default'],
    ['workflow.priority', String(spec.priority ?? 0)],
    ['workflow.creationTimestamp', metadata.creationTimestamp],
    ['workflow.creationTimestamp.RFC3339', metadata.creationTimestamp],
    ['workflow.labels', JSON.stringify(labels)],
    ['workflow.annotations', JSON.stringify(annotations)],
    ...Object.entries(labels).map(([key, value]): [string, string] => [`workflow.labels.${key}`, value]),
    ...Object.entries(annotations).map(([key, value]): [string, string] => [`workflow.annotations.${key}`, value]),
  ]);
}

function readConfigMap(store: ObjectStore, workflow: KubeObject, parameter: Parameter): string | undefined {
  const reference = parameter.valueFrom?.configMapKeyRef;
  if (reference === undefined) return undefined;
  const object = store.get(configMaps, workflow.metadata.namespace ?? '', reference.name);
  const value = isRecord(object?.data) ? object.data[reference.key] : undefined;
  return typeof value === 'string' ? value : undefined;
}
