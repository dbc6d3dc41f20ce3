import { expect, it } from 'vitest';
import { sayQueued } from './say-queued.ts';

const hash = '8e82d94f2ef410d465bd';

it.each([
  [`Waiting for ci/Mutex/argo-events-app-${hash} lock. Lock status: 0/1`, 'waits for its turn, one at a time'],
  [
    `Waiting for ci/ConfigMap/argo-events-app-limit-${hash}/limit lock. Lock status: 0/3`,
    'waits for its turn, 3 at a time',
  ],
  ['Waiting for ci/Mutex/3f9a0c1b2d4e-deploy lock. Lock status: 0/1', 'waits for the lock deploy'],
  ['Waiting for ci/ConfigMap/limits/builds lock. Lock status: 0/2', 'waits for the lock limits/builds'],
  ['Workflow processing has been postponed', 'Workflow processing has been postponed'],
  ['', ''],
])('says why a run is queued: %s', (message, expected) => {
  expect(sayQueued(message)).toBe(expected);
});
