import { type Problem, problem } from '../../problem/problem.ts';
import type { Trigger, TriggerTemplate } from '../sensor.ts';
import { readShape } from '../validate/read-shape.ts';
import { triggerTemplateShape } from '../validate/sensor-shape.ts';
import { applyParameters, type ParameterOptions } from './apply-parameters.ts';
import type { EventsByDependency } from './resolve-parameter.ts';

/** The trigger with its changed template; or a problem, and in `message` what Argo Events says. */
export type AppliedTemplateParameters =
  | { ok: true; trigger: Trigger }
  | { ok: false; problem: Problem; message: string };

/**
 * Argo Events 1.9, `ApplyTemplateParameters`: the trigger-level parameters are placed in the trigger's template itself, before
 * it is carried out. The result must still be a template: a wrong type is a failure (`sensor.template-changed`), a field that
 * templates do not have is dropped.
 */
export function applyTemplateParameters(
  trigger: Trigger,
  events: EventsByDependency,
  options: ParameterOptions = {},
): AppliedTemplateParameters {
  const { parameters = [] } = trigger;
  if (parameters.length === 0) return { ok: true, trigger };
  const applied = applyParameters(JSON.stringify(trigger.template), parameters, events, options);
  if (!applied.ok) return applied;
  // `applyParameters` leaves valid JSON behind.
  const read = readShape(JSON.parse(applied.json), triggerTemplateShape);
  const [mismatch] = read.mismatches;
  if (mismatch === undefined) return { ok: true, trigger: { ...trigger, template: read.value as TriggerTemplate } };
  const values = { trigger: trigger.template.name, reason: mismatch.goMessage };
  return { ok: false, problem: problem('sensor.template-changed', values), message: mismatch.goMessage };
}
