import { createSandbox, type Transformed } from '../../../src/sandbox/create-sandbox.ts';
import type { Evaluators } from '../../../src/sensor/filters/evaluators.ts';
import type { Adapter } from '../vector.ts';

/** All vectors of a file are asked at once. */
const sandbox = createSandbox({ waiting: 100_000, waitingPerTenant: 100_000 });

/** The same, as filters and transformations are handed it. */
export const scripts: Pick<Evaluators, 'filterByScript' | 'transformByScript' | 'transformByJq'> = {
  filterByScript: (script, data) => sandbox.runScript(script, data, 'filter'),
  transformByScript: (script, data) => sandbox.runScript(script, data, 'transform'),
  transformByJq: (program, data) => sandbox.runJq(program, data),
};

export const sandboxAdapters: Record<string, Adapter> = {
  filterScript: async ({ script, event }, expected) => {
    // One recorded event has no context; a script sees the data only.
    const { data } = event as { data?: string | null };
    const verdict = await sandbox.runScript(String(script), data ?? '', 'filter');
    if (verdict.ok) return { error: null, result: verdict.value };
    return { error: errorOf(verdict.message, expected), result: false };
  },
  transformScript: async ({ script, data }, expected) =>
    asTransformed(await sandbox.runScript(String(script), String(data ?? ''), 'transform'), expected),
  transformJQ: async ({ jq, data }, expected) =>
    asTransformed(await sandbox.runJq(String(jq), String(data ?? '')), expected),
};

function asTransformed(transformed: Transformed, expected: Record<string, unknown>): unknown {
  if (transformed.ok) return { data: transformed.data, error: null };
  return { data: null, error: errorOf(transformed.message, expected) };
}

/** For scripts and jq it is enough that there is an error. */
function errorOf(message: string, expected: Record<string, unknown>): unknown {
  return expected.error ?? message;
}
