import { z } from 'zod';
import { type Problem, problem } from '../../problem/problem.ts';
import type { RunRequest } from '../../run/run-request.ts';
import { applyParameters } from '../../sensor/parameters/apply-parameters.ts';
import type { TriggerParameter, TriggerTemplate } from '../../sensor/sensor.ts';
import { secureHeadersShape, selectorShape, tlsShape } from '../references/reference-shapes.ts';

const parameter = z.custom<TriggerParameter>((value) => typeof value === 'object' && value !== null);
const parameters = z.array(parameter).nullish();

const shape = z.object({
  url: z.string(),
  method: z.string().nullish(),
  payload: parameters,
  parameters,
  /** Seconds. */
  timeout: z.number().nullish(),
  headers: z.record(z.string(), z.string()).nullish(),
  secureHeaders: secureHeadersShape.nullish(),
  dynamicHeaders: parameters,
  basicAuth: z.object({ username: selectorShape.nullish(), password: selectorShape.nullish() }).nullish(),
  tls: tlsShape.nullish(),
  /** The request's `Host`, where it is another than the address's. */
  host: z.string().nullish(),
});

/** An `http` trigger as Argo Events 1.9 has it, with its resource-level parameters applied. */
export type HttpTrigger = z.infer<typeof shape>;

export type ReadHttpTrigger = { ok: true; http: HttpTrigger } | { ok: false; problem: Problem };

/** Applies the resource-level parameters and reads the result. Problems: `sensor.parameter`, `trigger.http-shape`. */
export function readHttpTrigger({ name, http }: TriggerTemplate, { firing }: RunRequest): ReadHttpTrigger {
  const before = z.object({ parameters }).safeParse(http);
  const own = before.success ? (before.data.parameters ?? []) : [];
  const applied = applyParameters(JSON.stringify(http), own, firing.events);
  if (!applied.ok) return { ok: false, problem: applied.problem };
  const read = shape.safeParse(JSON.parse(applied.json));
  if (read.success) return { ok: true, http: read.data };
  const [issue] = read.error.issues;
  const reason = issue === undefined ? 'it has another shape' : `${issue.path.join('.')}: ${issue.message}`;
  return { ok: false, problem: problem('trigger.http-shape', { trigger: name, reason }) };
}
