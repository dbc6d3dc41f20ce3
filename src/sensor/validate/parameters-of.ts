import type { Trigger, TriggerParameter } from '../sensor.ts';
import type { DocumentPath } from './read-shape.ts';

/** All parameters of a trigger, with their places: trigger-level ones, then those of its resource. */
export function parametersOf(
  trigger: Trigger,
  path: DocumentPath,
): { parameter: TriggerParameter; path: DocumentPath }[] {
  const { template, parameters = [] } = trigger;
  const located = (list: TriggerParameter[], below: DocumentPath) =>
    list.map((parameter, at) => ({ parameter, path: [...below, 'parameters', at] }));
  return [
    ...located(parameters, path),
    ...located(template.k8s?.parameters ?? [], [...path, 'template', 'k8s']),
    ...located(template.argoWorkflow?.parameters ?? [], [...path, 'template', 'argoWorkflow']),
  ];
}
