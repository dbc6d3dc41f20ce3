import { describe, expect, it } from 'vitest';
import type { Problem } from '../../problem/problem.ts';
import { setFeed } from '../testing/set-feed.ts';
import { publishAll } from './publish-all.ts';

const make = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: String(index), data: '{}', occurredAt: index }));

describe('publishAll', () => {
  it('stores events in their order', async () => {
    const { feed, events } = setFeed();
    await publishAll(make(200), feed, { kind: 'kafka', onTrouble: () => undefined });

    expect(events.map(({ id }) => id)).toEqual(make(200).map(({ id }) => id));
  });

  it('tries again what the bus refuses, and says so', async () => {
    const troubles: (Problem | undefined)[] = [];
    const { feed, events, refuse } = setFeed();
    refuse(5);
    await publishAll(make(3), feed, { kind: 'kafka', onTrouble: (trouble) => troubles.push(trouble) });

    expect(events.map(({ id }) => id).toSorted()).toEqual(['0', '1', '2']);
    expect(troubles[0]).toMatchObject({ code: 'source.not-stored', message: expect.stringContaining('disk') });
    expect(troubles.at(-1)).toBeUndefined();
  });

  it('ends when the source is to stop', async () => {
    const { feed, refuse, stop } = setFeed();
    refuse(1000);
    const publishing = publishAll(make(3), feed, { kind: 'kafka', onTrouble: () => stop() });

    await expect(publishing).rejects.toThrow();
  });
});
