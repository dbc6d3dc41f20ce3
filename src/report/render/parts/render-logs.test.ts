import { expect, it } from 'vitest';
import type { StepLog } from '../../evidence/evidence.ts';
import { renderLogs } from './render-logs.ts';

const workflow = { namespace: 'ci', name: 'ci-1', uid: 'u' };
const step = { stepId: 's', name: 'test', message: 'exit code 1', nodeId: 'n', container: 'main' };

it.each<[string, StepLog, string]>([
  ['nothing was written', { ...step, kind: 'read', log: { lines: [], isCut: false } }, 'The step wrote nothing.'],
  ['no whole line is left', { ...step, kind: 'read', log: { lines: [], isCut: true } }, 'too long to be shown'],
  ['there is none', { ...step, kind: 'missing', why: 'The pod is gone.' }, 'The pod is gone.'],
])('says why there is no log where %s', (_why, log, said) => {
  expect(renderLogs([log], 10_000, { pages: {}, workflow })).toContain(said);
});
