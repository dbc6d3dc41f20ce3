import type { Trigger, TriggerParameter } from '../../sensor.ts';
import { kindsOf } from '../../trigger-kinds.ts';
import type { DocumentPath } from '../read-shape.ts';

/** A parameter of a trigger: of its template, of the object that it is about, or of something else (a payload, a header). */
export interface LocatedParameter {
  parameter: TriggerParameter;
  level: 'template' | 'object' | 'other';
  path: DocumentPath;
}

/** All parameters of a trigger, with their places: trigger-level ones, then those of its kind. */
export function parametersOf(trigger: Trigger, path: DocumentPath): LocatedParameter[] {
  const { template, parameters = [] } = trigger;
  const located = (list: unknown, level: LocatedParameter['level'], below: DocumentPath) =>
    readList(list).map((parameter, at): LocatedParameter => ({ parameter, level, path: [...below, at] }));
  const ofKinds = kindsOf(template).flatMap((kind) => {
    const { parameters: own, payload, dynamicHeaders }: Record<string, unknown> = { ...Object(template[kind]) };
    const below = [...path, 'template', kind];
    const isObject = kind === 'k8s' || kind === 'argoWorkflow';
    return [
      ...located(own, isObject ? 'object' : 'other', [...below, 'parameters']),
      ...located(payload, 'other', [...below, 'payload']),
      ...located(dynamicHeaders, 'other', [...below, 'dynamicHeaders']),
    ];
  });
  return [...located(parameters, 'template', [...path, 'parameters']), ...ofKinds];
}

/** Kinds that are not carried out are not read in detail; Argo Events has checked that these are parameters. */
function readList(list: unknown): TriggerParameter[] {
  return Array.isArray(list) ? list.filter((each) => typeof each === 'object' && each !== null) : [];
}
