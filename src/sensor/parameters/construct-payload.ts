import { setRaw, setText } from '../../expression/path/write-path.ts';
import type { Problem } from '../../problem/problem.ts';
import type { TriggerParameter } from '../sensor.ts';
import { failParameter } from './apply-parameters.ts';
import { type EventsByDependency, resolveParameter } from './resolve-parameter.ts';

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
    if (dest === '') {
      if (resolved.kind === 'skip') continue;
      return { ok: true, payload: resolved.value };
    }
    if (resolved.kind === 'skip') {
      return failParameter(parameter, `the dependency '${src.dependencyName}' has not come and there is no default`);
    }
    const isRaw = src.useRawData === true && resolved.type !== 'String';
    const written = (isRaw ? setRaw : setText)(payload ?? '', dest, resolved.value);
    if (!written.ok) return failParameter(parameter, written.message);
    payload = written.json;
  }
  return { ok: true, payload };
}
