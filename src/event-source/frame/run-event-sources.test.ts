import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { Delivery, PublishResult } from '../../bus/event-bus.ts';
import { problem } from '../../problem/problem.ts';
import { createMemoryRecords } from '../../report/testing/memory-records.ts';
import type { SourceDocument, SourceEntry } from '../document/source-document.ts';
import type { PreparedSource } from '../kinds.ts';
import type { SourceFeed } from '../source-feed.ts';
import { occurredAtHeader } from './create-feed.ts';
import { runEventSources, type SourcesTools } from './run-event-sources.ts';

/** Sources that note what happens to them. */
function setStage(more: { publish?: () => Promise<PublishResult> } = {}) {
  const published: Delivery[] = [];
  const heard: string[] = [];
  const counts: { listening: number; troubled: number }[] = [];
  const events: string[] = [];
  const feeds = new Map<string, SourceFeed>();
  const nothing = () => undefined;
  const sources = runEventSources({
    bus: {
      async publish(delivery: Delivery) {
        published.push(delivery);
        return (await more.publish?.()) ?? 'stored';
      },
    },
    records: createMemoryRecords(),
    cluster: {} as SourcesTools['cluster'],
    ports: { open: () => Promise.reject(new Error('unused')), stop: async () => nothing() },
    room: { take: () => true, release: nothing },
    log: { info: nothing, warn: nothing, error: nothing } as unknown as SourcesTools['log'],
    now: () => 1000,
    onHeard: (kind, outcome) => heard.push(`${kind} ${outcome}`),
    onAnswer: nothing,
    onCount: (count) => counts.push(count),
  });
  const entry = (
    event: string,
    rules: Partial<SourceEntry> & { leaderOnly?: boolean; fails?: boolean } = {},
  ): SourceEntry => {
    const { leaderOnly = false, fails = false, ...rest } = rules;
    const text = rest.text ?? event;
    const listen: PreparedSource['listen'] = async (feed, world) => {
      events.push(`start ${text}`);
      feeds.set(event, feed);
      if (fails) throw new Error('broken');
      world.onTrouble(undefined);
      if (!feed.signal.aborted) await once(feed.signal, 'abort');
      events.push(`end ${text}`);
    };
    return { kind: 'kafka', event, text, ...rest, source: { leaderOnly, spec: {}, listen } };
  };
  const apply = (...entries: SourceEntry[]) => {
    const document: SourceDocument = { namespace: 'ci', name: 'bus', entries };
    sources.apply([document]);
  };
  return { sources, apply, entry, published, heard, counts, events, feeds };
}

const heardEvent = { id: 'e-1', data: '{"a":1}', occurredAt: 500 };

describe('the EventSources that are listened to', () => {
  it('start and end with their documents; what did not change goes on undisturbed', async () => {
    const { apply, entry, events, sources } = setStage();
    apply(entry('a'), entry('b'));
    expect(events).toEqual(['start a', 'start b']);
    apply(entry('a'), entry('c'));
    await expect.poll(() => events).toEqual(['start a', 'start b', 'start c', 'end b']);
    await sources.stop();
    expect(events.slice(4).sort()).toEqual(['end a', 'end c']);
  });

  it('end before they start again with what changed', async () => {
    const { apply, entry, events, sources } = setStage();
    apply(entry('a', { text: 'old' }));
    apply(entry('a', { text: 'new' }));
    await expect.poll(() => events).toEqual(['start old', 'end old', 'start new']);
    await sources.stop();
  });

  it('are the leader’s where only one may listen', async () => {
    const { apply, entry, events, sources } = setStage();
    apply(entry('a'), entry('alone', { leaderOnly: true }));
    expect(events).toEqual(['start a']);
    sources.begin();
    expect(events).toEqual(['start a', 'start alone']);
    await sources.end();
    expect(events).toEqual(['start a', 'start alone', 'end alone']);
    sources.begin();
    expect(events.at(-1)).toBe('start alone');
    await sources.stop();
  });

  it('start again when they end by themselves, and say so', async () => {
    const { apply, entry, events, counts, sources } = setStage();
    apply(entry('a', { fails: true }));
    await expect.poll(() => counts.at(-1), { timeout: 10_000 }).toEqual({ listening: 0, troubled: 1 });
    await expect.poll(() => events.length, { timeout: 20_000 }).toBeGreaterThan(1);
    await sources.stop();
  });

  it('publish under their tenant and name, with the id behind the name and the time that they were told', async () => {
    const { apply, entry, feeds, published, heard, sources } = setStage();
    apply(entry('a', { metadata: '{"team":"x"}' }));
    expect(await feeds.get('a')?.publish(heardEvent)).toBe('stored');
    expect(published).toMatchObject([
      {
        ...{ source: 'kafka', tenant: 'operator/ci/bus', id: 'a/e-1', name: 'a', receivedAt: 1000 },
        headers: { [occurredAtHeader]: ['1970-01-01T00:00:00.500Z'] },
      },
    ]);
    expect(Buffer.from(published[0]?.body ?? []).toString()).toBe('{"a":1,"metadata":{"team":"x"}}');
    expect(heard).toEqual(['kafka stored']);
    await sources.stop();
  });

  it.each([
    ['a == 1', 'stored'],
    ['a == 2', 'filtered'],
    ['sprig.upper(metadata.x) == "Y"', 'stored'],
    ['sprig.dateInZone("2006", now(), "UTC") > "2000"', 'stored'],
    ['sprig.randAlpha(3) != ""', 'filtered'],
    ['sprig.env("HOME") != ""', 'filtered'],
    ['a.b.c', 'filtered'],
    ['metadata.x == "y"', 'stored'],
  ])('publish what their filter lets through: %s is %s', async (filter, outcome) => {
    const { apply, entry, feeds, published, sources } = setStage();
    apply(entry('a', { filter, metadata: '{"x":"y"}' }));
    expect(await feeds.get('a')?.publish(heardEvent)).toBe(outcome);
    expect(published).toHaveLength(outcome === 'stored' ? 1 : 0);
    await sources.stop();
  });

  it('leave out what nobody could read again, and give what happened at no time the nearest one', async () => {
    const { apply, entry, feeds, published, heard, sources } = setStage();
    apply(entry('a', { filter: 'true' }));
    const feed = feeds.get('a');
    const deep = `{"a":${'['.repeat(300)}${']'.repeat(300)}}`;
    expect(await feed?.publish({ ...heardEvent, data: deep })).toBe('unreadable');
    expect(await feed?.publish({ ...heardEvent, data: `{"a":"${'x'.repeat(33 * 1024 * 1024)}"}` })).toBe('unreadable');
    expect(published).toEqual([]);
    expect(await feed?.publish({ ...heardEvent, occurredAt: 9e15 })).toBe('stored');
    expect(published[0]?.headers).toEqual({ [occurredAtHeader]: ['+275760-09-13T00:00:00.000Z'] });
    expect(heard).toEqual(['kafka unreadable', 'kafka unreadable', 'kafka stored']);
    await sources.stop();
  });

  it('reject what could not be stored', async () => {
    const { apply, entry, feeds, heard, sources } = setStage({ publish: () => Promise.reject(new Error('disk full')) });
    apply(entry('a'));
    await expect(feeds.get('a')?.publish(heardEvent)).rejects.toThrow('disk full');
    expect(heard).toEqual(['kafka not-stored']);
    await sources.stop();
  });

  it('say what keeps them from listening, once for each reason', async () => {
    const { apply, entry, counts, sources } = setStage();
    const waiting: PreparedSource['listen'] = async (feed, world) => {
      world.onTrouble(problem('source.secret-missing', { name: 's', key: 'k', namespace: 'ci', reason: 'not there' }));
      await once(feed.signal, 'abort');
    };
    apply({ ...entry('a'), source: { leaderOnly: false, spec: {}, listen: waiting } });
    expect(counts.at(-1)).toEqual({ listening: 0, troubled: 1 });
    await sources.stop();
    expect(counts.at(-1)).toEqual({ listening: 0, troubled: 0 });
  });
});
