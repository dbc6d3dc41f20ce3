import { z } from 'zod';
import { type Problem, problem } from '../../problem/problem.ts';
import type { RunRequest } from '../../run/run-request.ts';
import { applyParameters } from '../../sensor/parameters/apply-parameters.ts';
import type { TriggerParameter, TriggerTemplate } from '../../sensor/sensor.ts';

/** Triggers that hand a message to a broker. */
export type BrokerKind = 'kafka' | 'nats';

const parameter = z.custom<TriggerParameter>((value) => typeof value === 'object' && value !== null);

export const parametersShape = z.array(parameter).nullish();

export type ReadBrokerTrigger<Fields> = { ok: true; fields: Fields } | { ok: false; problem: Problem };

/**
 * Applies the resource-level parameters of a template's `kafka` or `nats` and reads the result.
 *
 * Problems: `sensor.parameter`, `trigger.broker-shape`.
 */
export function readBrokerTrigger<Fields>(
  kind: BrokerKind,
  template: TriggerTemplate,
  { firing }: RunRequest,
  shape: z.ZodType<Fields>,
): ReadBrokerTrigger<Fields> {
  const given = template[kind];
  const before = z.object({ parameters: parametersShape }).safeParse(given);
  const own = before.success ? (before.data.parameters ?? []) : [];
  const applied = applyParameters(JSON.stringify(given), own, firing.events);
  if (!applied.ok) return { ok: false, problem: applied.problem };
  const read = shape.safeParse(JSON.parse(applied.json));
  if (read.success) return { ok: true, fields: read.data };
  const [issue] = read.error.issues;
  const reason = issue === undefined ? 'it has another shape' : `${issue.path.join('.')}: ${issue.message}`;
  return { ok: false, problem: problem('trigger.broker-shape', { kind, trigger: template.name, reason }) };
}
