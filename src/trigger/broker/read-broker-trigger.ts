import { z } from 'zod';
import { type Problem, problem } from '../../problem/problem.ts';
import type { RunRequest } from '../../run/run-request.ts';
import { applyParameters } from '../../sensor/parameters/apply-parameters.ts';
import { constructPayload } from '../../sensor/parameters/construct-payload.ts';
import type { TriggerParameter, TriggerTemplate } from '../../sensor/sensor.ts';
import { judgeTrigger } from '../judge-trigger.ts';

/** Triggers that hand a message to a broker. */
export type BrokerKind = 'kafka' | 'nats';

const parameter = z.custom<TriggerParameter>((value) => typeof value === 'object' && value !== null);

export const parametersShape = z.array(parameter).nullish();

export type ReadBrokerTrigger<Fields> = { ok: true; fields: Fields; payload: string } | { ok: false; problem: Problem };

/**
 * Reads a template's `kafka` or `nats`, where the policy allows that kind: applies the resource-level parameters and makes the payload.
 *
 * Problems: `trigger.kind-not-allowed`, `sensor.parameter`, `trigger.broker-shape`.
 */
export function readBrokerTrigger<Fields extends { payload: TriggerParameter[] }>(
  kind: BrokerKind,
  template: TriggerTemplate,
  request: RunRequest,
  shape: z.ZodType<Fields>,
): ReadBrokerTrigger<Fields> {
  const { events } = request.firing;
  const forbidden = judgeTrigger(kind, request);
  if (forbidden !== undefined) return { ok: false, problem: forbidden };
  const given = template[kind];
  const before = z.object({ parameters: parametersShape }).safeParse(given);
  const own = before.success ? (before.data.parameters ?? []) : [];
  const applied = applyParameters(JSON.stringify(given), own, events);
  if (!applied.ok) return { ok: false, problem: applied.problem };
  const read = shape.safeParse(JSON.parse(applied.json));
  if (read.success) {
    const made = constructPayload(read.data.payload, events);
    return made.ok
      ? { ok: true, fields: read.data, payload: made.payload ?? '' }
      : { ok: false, problem: made.problem };
  }
  const [issue] = read.error.issues;
  const reason = issue === undefined ? 'it has another shape' : `${issue.path.join('.')}: ${issue.message}`;
  return { ok: false, problem: problem('trigger.broker-shape', { kind, trigger: template.name, reason }) };
}
