import { endpointFields, type HookEndpoint, readEndpoint } from '../port/hook-endpoint.ts';
import type { ReadSource } from '../source-kind.ts';
import { isRefused, readSpec } from '../spec/read-spec.ts';

const where = 'a webhook EventSource';

/** Reads one entry under `spec.webhook`. Problems: `source.missing-field`, `source.wrong-value`, `source.wrong-type`. */
export function readWebhook(entry: unknown): ReadSource<HookEndpoint> {
  const reading = readSpec(entry, endpointFields, where);
  const spec = readEndpoint(reading.value, reading, { where, prefix: '' });
  if (spec === undefined || isRefused(reading)) return { ok: false, problems: reading.problems };
  return { ok: true, spec, warnings: reading.problems };
}
