import { expect, it } from 'vitest';
import { createUnansweredCreations } from './unanswered-creations.ts';

const repository = { installationId: 1, id: 5, owner: 'acme', name: 'shop' };
const to = { repository, name: 'ci', headSha: 'a'.repeat(40), externalId: 'ci/run/1' };

it('a check whose creation has no answer may still come for as long as GitHub works on a request', () => {
  let now = 1000;
  const unanswered = createUnansweredCreations(() => now);
  expect(unanswered.remainingMs(to)).toBe(0);
  unanswered.note(to);
  expect(unanswered.remainingMs(to)).toBeGreaterThanOrEqual(10_000);
  expect(unanswered.remainingMs({ ...to, externalId: 'ci/run/2' })).toBe(0);
  expect(unanswered.remainingMs({ ...to, repository: { ...repository, id: 6 } })).toBe(0);
  now += 9000;
  unanswered.note({ ...to, externalId: 'ci/run/2' });
  expect(unanswered.remainingMs(to)).toBeGreaterThan(0);
  now += 3000;
  unanswered.note({ ...to, externalId: 'ci/run/3' });
  expect(unanswered.remainingMs(to)).toBe(0);
  expect(unanswered.remainingMs({ ...to, externalId: 'ci/run/2' })).toBeGreaterThan(0);
});
