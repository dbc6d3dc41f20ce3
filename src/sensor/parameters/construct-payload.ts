import { type PathWriting, setRaw, setText } from '../../expression/path/write-path.ts';
import type { Problem } from '../../problem/problem.ts';
import type { TriggerParameter, TriggerParameterSource } from '../sensor.ts';
import { failParameter } from './apply-parameters.ts';
import { type EventsByDependency, type ResolvedParameter, resolveParameter } from './resolve-parameter.ts';

/** A payload's text, undefined when there is none; or a problem, and in `message` what Argo Events says. */
export type ConstructedPayload =
  | { ok: true; payload: string | undefined }
  | { ok: false; problem: Problem; message: string };

/**
 * Argo Events 1.9, `ConstructPayload`: builds JSON text from nothing but parameters. Operations are ignored; a parameter
 * without a destination is the whole payload and ends the building. Upstream panics on a dependency that has not come; here
 * that is a problem.
 */
export function constructPayload(
  parameters: readonly TriggerParameter[],
  events: EventsByDependency,
): ConstructedPayload {
  let payload: string | undefined;
  for (const parameter of parameters) {
    const { src, dest = '' } = parameter;
    if (src === undefined) return failParameter(parameter, "parameter source can't be empty");
    const resolved = resolveParameter(src, events);
    if (resolved.kind === 'failed') return failParameter(parameter, resolved.message);
    if (resolved.kind === 'value' && dest === '') return { ok: true, payload: resolved.value };
    const written = dest === '' ? { ok: true as const, json: payload } : place(payload, dest, { src, resolved });
    if (!written.ok) return failParameter(parameter, written.message);
    payload = written.json;
  }
  return { ok: true, payload };
}

function place(
  payload: string | undefined,
  dest: string,
  { src, resolved }: { src: TriggerParameterSource; resolved: ResolvedParameter },
): PathWriting {
  if (resolved.kind !== 'value') {
    return { ok: false, message: `the dependency '${src.dependencyName}' has not come and there is no default` };
  }
  const isRaw = src.useRawData === true && resolved.type !== 'String';
  return (isRaw ? setRaw : setText)(payload ?? '', dest, resolved.value);
}
