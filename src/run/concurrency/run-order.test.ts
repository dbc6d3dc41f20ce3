import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareRuns, type OrderedRun, replaces } from './run-order.ts';

function run(occurredAt: number, changes: Partial<Omit<OrderedRun, 'order'> & OrderedRun['order']> = {}) {
  const { askedAt, receivedAt = occurredAt, delivery = 'd', attempt = 1 } = changes;
  return { order: { occurredAt, receivedAt, ...(askedAt === undefined ? {} : { askedAt }) }, delivery, attempt };
}

const anyRun = fc.record({
  order: fc.record(
    { occurredAt: fc.nat(3), receivedAt: fc.nat(3), askedAt: fc.nat(3) },
    { requiredKeys: ['occurredAt', 'receivedAt'] },
  ),
  delivery: fc.constantFrom('a', 'b'),
  attempt: fc.nat(2),
});

describe('the order of runs', () => {
  it.each([
    ['the later event is newer, whichever came first', run(2, { receivedAt: 5 }), run(1, { receivedAt: 9 })],
    ['of one second, the one whose webhook came later', run(1, { receivedAt: 3 }), run(1, { receivedAt: 2 })],
    ['else their ids decide', run(1, { delivery: 'b' }), run(1, { delivery: 'a' })],
    ['a further attempt', run(1, { attempt: 2, askedAt: 1 }), run(1)],
  ])('%s', (_what, newer, older) => {
    expect(compareRuns(newer, older)).toBeGreaterThan(0);
    expect(replaces(newer, older)).toBe(true);
    expect(replaces(older, newer)).toBe(false);
  });

  it('what is asked for again neither replaces a newer event nor is replaced by what was there', () => {
    const again = run(1, { askedAt: 5, attempt: 2 });
    const newer = run(3, { delivery: 'e' });
    expect([replaces(again, newer), replaces(newer, again)]).toEqual([false, false]);
    expect(replaces(run(6, { delivery: 'f' }), again)).toBe(true);
  });

  it('is one order: of any events exactly one is replaced by no other', () => {
    const event = fc.record({ occurredAt: fc.nat(3), receivedAt: fc.nat(3), delivery: fc.constantFrom('a', 'b', 'c') });
    fc.assert(
      fc.property(fc.uniqueArray(event, { minLength: 1, selector: JSON.stringify }), (events) => {
        const runs = events.map(({ occurredAt, ...rest }) => run(occurredAt, rest));
        expect(runs.filter((each) => !runs.some((other) => replaces(other, each)))).toHaveLength(1);
      }),
    );
  });

  it('never goes both ways', () => {
    fc.assert(fc.property(anyRun, anyRun, (one, other) => !(replaces(one, other) && replaces(other, one))));
  });
});
