import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLeaseWorld, type LeaseWorld, type Replica } from './testing/lease-world.ts';

function leaders(replicas: Replica[]): number {
  return replicas.filter((each) => each.leadership.remainingMs() > 0).length;
}

describe('an election', () => {
  it('makes the first replica lead, and the others wait', async () => {
    const world = createLeaseWorld();
    const first = world.addReplica('first');
    await world.pass(100);
    const second = world.addReplica('second', 1_000_000);
    await world.pass(60_000);
    expect([first.isOnDuty(), second.isOnDuty()]).toEqual([true, false]);
    expect(world.lease()?.spec).toMatchObject({ holderIdentity: 'first', leaseTransitions: 0 });
  });

  it('hands over within 15 s when the leader is killed', async () => {
    const world = createLeaseWorld();
    const first = world.addReplica('first');
    await world.pass(5000);
    const second = world.addReplica('second', -5_000_000);
    await world.pass(5000);
    world.halt('first');
    await world.pass(15_000);
    expect(second.isOnDuty()).toBe(true);
    expect(first.leadership.remainingMs()).toBe(0);
    expect(world.lease()?.spec).toMatchObject({ holderIdentity: 'second', leaseTransitions: 1 });
  });

  it('hands over at the next look when the leader stops', async () => {
    const world = createLeaseWorld();
    const first = world.addReplica('first');
    await world.pass(100);
    const second = world.addReplica('second');
    await world.pass(4000);
    await first.leadership.stop();
    expect(first.isOnDuty()).toBe(false);
    await world.pass(2000);
    expect(second.isOnDuty()).toBe(true);
  });

  it('stops leading when the API server is away, before another replica may begin', async () => {
    const world = createLeaseWorld();
    const first = world.addReplica('first');
    await world.pass(100);
    const second = world.addReplica('second');
    await world.pass(4000);
    world.refuse('first', { kind: 'later', message: 'connection refused' });
    for (let passed = 0; passed < 20_000; passed += 100) {
      await world.pass(100);
      expect(leaders([first, second])).toBeLessThanOrEqual(1);
    }
    expect([first.isOnDuty(), second.isOnDuty()]).toEqual([false, true]);
    world.refuse('first', undefined);
    await world.pass(10_000);
    expect([first.isOnDuty(), second.isOnDuty()]).toEqual([false, true]);
  });

  it('counts a renewal from when it was seen, however long ago it was asked for', async () => {
    const world = createLeaseWorld();
    const first = world.addReplica('first');
    await world.pass(1700);
    // Its question is answered right after the first replica's last renewal, and its later looks come at unlucky times.
    world.slow('second', 2400);
    const second = world.addReplica('second');
    await world.pass(2400);
    world.refuse('first', { kind: 'later', message: 'connection refused' });
    world.slow('second', 700);
    await world.pass(2700);
    world.slow('second', 0);
    for (let passed = 0; passed < 10_000; passed += 100) {
      await world.pass(100);
      expect(leaders([first, second])).toBeLessThanOrEqual(1);
    }
    expect([first.isOnDuty(), second.isOnDuty()]).toEqual([false, true]);
  });

  it('does not lead any more when it goes on after it was stopped for 20 s', async () => {
    const world = createLeaseWorld();
    const first = world.addReplica('first');
    await world.pass(100);
    const second = world.addReplica('second');
    await world.pass(4000);
    world.halt('first');
    await world.pass(20_000);
    expect(first.isOnDuty()).toBe(true);
    expect(first.leadership.remainingMs()).toBe(0);
    world.resume('first');
    await world.pass(1);
    expect([first.isOnDuty(), second.isOnDuty()]).toEqual([false, true]);
  });

  it('begins anew when it leads again after a time in which others may have led', async () => {
    const world = createLeaseWorld();
    const first = world.addReplica('first');
    await world.pass(100);
    const second = world.addReplica('second');
    await world.pass(4000);
    world.halt('first');
    await world.pass(20_000);
    await second.leadership.stop();
    expect([first.terms(), second.terms(), first.isOnDuty()]).toEqual([1, 1, true]);
    world.resume('first');
    await world.pass(10);
    expect([first.isOnDuty(), first.terms()]).toEqual([true, 2]);
  });

  it('says once a minute why nobody can lead', async () => {
    const world = createLeaseWorld();
    const only = world.addReplica('only');
    world.refuse('only', { kind: 'forbidden', message: 'leases is forbidden' });
    await world.pass(150_000);
    expect(only.isOnDuty()).toBe(false);
    expect(only.complaints.length).toBeLessThan(5);
    expect(new Set(only.complaints)).toEqual(new Set(['app.no-lease']));
    world.refuse('only', undefined);
    await world.pass(3000);
    expect(only.isOnDuty()).toBe(true);
  });

  it('takes a lease that somebody left without a holder or a duration', async () => {
    const world = createLeaseWorld();
    const gone = world.addReplica('gone');
    await world.pass(10);
    await gone.leadership.stop();
    const next = world.addReplica('next');
    await world.pass(1);
    expect(next.isOnDuty()).toBe(true);
  });

  it('never makes two replicas lead at once, whatever happens to them', async () => {
    const happening = fc.record({
      replica: fc.constantFrom('a', 'b', 'c'),
      what: fc.constantFrom('halt', 'resume', 'refuse', 'accept'),
      afterMs: fc.integer({ min: 0, max: 12_000 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { maxLength: 25 }), async (happenings) => {
        const world = createLeaseWorld();
        const replicas = ['a', 'b', 'c'].map((name, index) => world.addReplica(name, index * 777_777));
        for (const { replica, what, afterMs } of happenings) {
          for (let passed = 0; passed < afterMs; passed += 500) {
            await world.pass(500);
            expect(leaders(replicas)).toBeLessThanOrEqual(1);
          }
          happen(world, replica, what);
        }
        for (const name of ['a', 'b', 'c']) {
          happen(world, name, 'resume');
          happen(world, name, 'accept');
        }
        await world.pass(20_000);
        expect(leaders(replicas)).toBe(1);
      }),
      { numRuns: 40 },
    );
  });
});

function happen(world: LeaseWorld, replica: string, what: string): void {
  if (what === 'halt') world.halt(replica);
  else if (what === 'resume') world.resume(replica);
  else world.refuse(replica, what === 'refuse' ? { kind: 'later', message: 'away' } : undefined);
}
