import { describe, expect, it } from 'vitest';
import type { Claim } from '../ledger/state-entry.ts';
import { type ClaimParts, claimPartition } from './claim-partition.ts';

interface World {
  claim?: Claim | undefined;
  members?: string[] | undefined;
  now?: number;
  /** Called whenever the log is read up to its end. */
  onCatchUp?: (world: World) => void;
}

function partsOf(world: World): ClaimParts {
  return {
    memberName: () => 'me',
    members: async () => {
      if (world.members === undefined) throw new Error('The group may not be described.');
      return new Set(world.members);
    },
    catchUp: async () => world.onCatchUp?.(world),
    currentClaim: () => world.claim,
    writeClaim: async (_, claim) => {
      world.claim = claim;
    },
    monotonicNow: () => world.now ?? 0,
    patienceMs: 1000,
    pollMs: 1,
  };
}

const held: Claim = { id: 'theirs', member: 'other', isReleased: false };
const signal = new AbortController().signal;

describe('claimPartition', () => {
  it.each<[string, World]>([
    ['was never claimed', {}],
    ['was released', { claim: { ...held, isReleased: true } }],
    ['is held by a process that is gone from the group', { claim: held, members: ['me'] }],
    ['is held by this very process', { claim: { ...held, member: 'me' }, members: ['me'] }],
  ])('claims at once what %s', async (_, world) => {
    expect(await claimPartition(1, partsOf(world), signal)).toBe(world.claim?.id);
    expect(world.claim).toMatchObject({ member: 'me', isReleased: false });
  });

  it('waits for whoever is still there to let go', async () => {
    let asked = 0;
    const world: World = {
      claim: held,
      members: ['me', 'other'],
      onCatchUp(it) {
        asked += 1;
        if (asked === 3) it.claim = { ...held, isReleased: true };
      },
    };
    const id = await claimPartition(1, partsOf(world), signal);
    expect(asked).toBe(3);
    expect(world.claim?.id).toBe(id);
  });

  it.each([
    ['is still there', ['me', 'other']],
    ['cannot be asked after', undefined],
  ])('takes over by force when whoever has it %s and does not let go in time', async (_, members) => {
    const world: World = {
      claim: held,
      members,
      now: 0,
      onCatchUp(it) {
        it.now = (it.now ?? 0) + 400;
      },
    };
    expect(await claimPartition(1, partsOf(world), signal)).toBe(world.claim?.id);
    expect(world.now).toBeGreaterThanOrEqual(1000);
  });

  it('tries again when another claim came right after its own', async () => {
    const world: World = {};
    const parts = partsOf(world);
    let written = 0;
    const writeClaim: ClaimParts['writeClaim'] = async (_, claim) => {
      written += 1;
      world.claim = written === 1 ? { ...held, isReleased: true } : claim;
    };
    expect(await claimPartition(1, { ...parts, writeClaim }, signal)).toBe(world.claim?.id);
    expect(written).toBe(2);
  });

  it('gives up when it is told to', async () => {
    const giveUp = new AbortController();
    const world: World = { claim: held, members: ['me', 'other'], onCatchUp: () => giveUp.abort() };
    expect(await claimPartition(1, partsOf(world), giveUp.signal)).toBeUndefined();
    expect(world.claim).toBe(held);
  });
});
