import type { ClusterObject } from '../../kubernetes/cluster-objects.ts';
import { makeHarmless, markEventText } from '../../run/arguments/harmless-text.ts';
import type { RunRequest } from '../../run/run-request.ts';
import { applyParameters } from '../../sensor/parameters/apply-parameters.ts';
import type { TriggerParameter } from '../../sensor/sensor.ts';
import { type Attempt, refuse } from '../attempt.ts';
import { asClusterObject } from './as-cluster-object.ts';

export type TriggerObject = { kind: 'object'; object: ClusterObject } | Extract<Attempt, { kind: 'refused' }>;

/** Places a trigger's resource-level parameters in an object, braces of the event's text marked. */
export function placeInObject(
  object: ClusterObject,
  parameters: readonly TriggerParameter[],
  { firing }: RunRequest,
  where: string,
): TriggerObject {
  const marking = { transformEventValue: markEventText };
  const applied = applyParameters(JSON.stringify(object), parameters, firing.events, marking);
  if (!applied.ok) return refuse(applied.problem);
  const read = asClusterObject(JSON.parse(applied.json) as Record<string, unknown>, where);
  return read.ok ? { kind: 'object', object: read.object } : refuse(read.problem);
}

/**
 * The object with `{{` of the event's text broken: whatever reads it may hand it on to Argo, which would evaluate it. The object's
 * shape stays as it is.
 */
export function finishText(object: ClusterObject): ClusterObject {
  return makeHarmless(object).value as ClusterObject;
}
