import { expect, it } from 'vitest';
import { noteNamedChecks } from '../report/rows/named-checks.ts';
import { createMemoryRecords } from '../report/testing/memory-records.ts';
import { commit, eventOf, makePush } from '../run/testing/deliveries.ts';
import { approveAuthor, isApprovedAuthor, readApproval, storeApproval } from './approval/approvals.ts';
import { noteWaiting, readWaiting } from './approval/waiting-events.ts';
import { noteCreatedRef } from './file/created-refs.ts';
import { forgetQuietCommits } from './forget-quiet-commits.ts';

const day = 24 * 60 * 60 * 1000;
const place = { repositoryId: 42, pullRequest: 5, commit };
const shown = { base: 'main', blob: 'f' };

it('forgets commits after eight days and approvals after thirty, and nobody who was approved', async () => {
  const records = createMemoryRecords();
  const created = { ...eventOf(makePush({ before: '0'.repeat(40) })), occurredAt: 0 };
  const author = { repositoryId: 42, userId: 7 };
  const fill = async () => {
    await noteNamedChecks(records, place, { names: ['ci'], complete: true, now: 0 });
    await noteCreatedRef(created, records);
    await noteWaiting(records, place, { event: { delivery: 'd-1', attempt: 1 }, shown, now: 0 });
    await storeApproval(records, place, { ...shown, by: 'ada', at: 0 });
    await approveAuthor(records, author, { by: 'ada', at: 0 });
  };
  const counts = async () =>
    await Promise.all(
      ['named-checks', 'created-refs', 'waiting-events', 'approvals'].map(
        async (collection) => (await records.list(collection, '')).length,
      ),
    );
  await fill();
  await forgetQuietCommits(records, 8 * day);
  expect(await counts()).toEqual([1, 1, 1, 1]);
  await forgetQuietCommits(records, 9 * day);
  expect(await counts()).toEqual([0, 0, 1, 1]);
  await forgetQuietCommits(records, 31 * day);
  expect(await counts()).toEqual([0, 0, 0, 0]);
  expect(await readWaiting(records, place)).toBeUndefined();
  expect(await readApproval(records, place)).toBeUndefined();
  expect(await isApprovedAuthor(records, author)).toBe(true);
});
