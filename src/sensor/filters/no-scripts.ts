import type { Evaluators } from './evaluators.ts';

type Scripts = Pick<Evaluators, 'filterByScript' | 'transformByScript' | 'transformByJq'>;

const refused = { ok: false as const, message: 'scripts and jq are not run here' };

/** For deciding where nothing runs scripts: a Sensor that needs one fails by name. */
export const noScripts: Scripts = {
  filterByScript: () => Promise.resolve(refused),
  transformByScript: () => Promise.resolve(refused),
  transformByJq: () => Promise.resolve(refused),
};
