import { describe, expect, it } from 'vitest';
import { createMemoryRecords } from '../../report/testing/memory-records.ts';
import { commit, eventOf, makeDelivery, makePush } from '../../run/testing/deliveries.ts';
import { findCreatedCommit, forgetCreatedRefs, noteCreatedRef } from './created-refs.ts';

const create = (ref: string) => eventOf(makeDelivery('create', { ref, ref_type: 'branch' }));
const created = eventOf(makePush({ ref: 'refs/heads/new', before: '0'.repeat(40) }));

describe('a created branch', () => {
  it('has the commit that it was pushed with', async () => {
    const records = createMemoryRecords();
    await noteCreatedRef(created, records);
    await noteCreatedRef(eventOf(makePush({ ref: 'refs/heads/old' })), records);
    expect(await findCreatedCommit(create('new'), records)).toBe(commit);
    expect(await findCreatedCommit(create('old'), records)).toBeUndefined();
    expect(await findCreatedCommit(created, records)).toBeUndefined();
  });

  it('is forgotten after a while', async () => {
    const records = createMemoryRecords();
    await noteCreatedRef(created, records);
    await forgetCreatedRefs(records, created.occurredAt + 1);
    expect(await findCreatedCommit(create('new'), records)).toBeUndefined();
  });
});
