import { describe, expect, it } from 'vitest';
import type { Problem } from '../../problem/problem.ts';
import { createMemoryRecords } from '../../report/testing/memory-records.ts';
import { setFeed } from '../testing/set-feed.ts';
import { followCalendar } from './follow-calendar.ts';
import { readCalendar } from './read-calendar.ts';

const start = Date.parse('2026-03-27T12:00:00Z');

/** A calendar under a clock that jumps to where somebody waits for. */
function setUp(entry: object) {
  const records = createMemoryRecords();
  const feed = setFeed();
  const read = readCalendar(entry);
  if (!read.ok) throw new Error(read.problems.map((each) => each.problem.message).join());
  const { spec } = read;
  let time = start;
  const troubles: (Problem | undefined)[] = [];

  /** Follows the calendar until a time; a new process each time. */
  async function run(until: string): Promise<void> {
    const ending = new AbortController();
    const end = Date.parse(until);
    await followCalendar(
      spec,
      { ...feed.feed, signal: ending.signal },
      {
        place: { namespace: 'ops', eventSource: 'times', event: 'tick' },
        ...{ records, now: () => time },
        onTrouble: (problem) => troubles.push(problem),
        async wait(ms) {
          time = Math.min(time + ms, end);
          if (time >= end) ending.abort();
        },
      },
    );
  }

  return {
    ...{ feed, run, troubles, records },
    heard: () => feed.events.map((each) => each.id),
    sleep(until: string) {
      time = Date.parse(until);
    },
  };
}

describe('a calendar', () => {
  it('is an event at each of its times, with Argo Events’ data', async () => {
    const { run, feed } = setUp({ schedule: '30 14 * * *', timezone: 'Europe/Berlin' });
    await run('2026-03-29T13:00:00Z');
    expect(feed.events).toEqual([
      {
        id: '2026-03-27T13:30:00Z',
        data: '{"eventTime":"2026-03-27 14:30:00 +0100 CET"}',
        occurredAt: Date.parse('2026-03-27T13:30:00Z'),
      },
      expect.objectContaining({ id: '2026-03-28T13:30:00Z' }),
      // Clocks went forward in between.
      expect.objectContaining({ id: '2026-03-29T12:30:00Z', data: '{"eventTime":"2026-03-29 14:30:00 +0200 CEST"}' }),
    ]);
  });

  it('may be an interval', async () => {
    const { run, heard } = setUp({ interval: '90m' });
    await run('2026-03-27T16:00:00Z');
    expect(heard()).toEqual(['2026-03-27T13:30:00Z', '2026-03-27T15:00:00Z']);
  });

  it('leaves days out, by the clocks of its zone', async () => {
    const exclusionDates = ['EXDATE:20260328T000000Z,20260329T000000Z'];
    const { run, heard } = setUp({ schedule: '30 0 * * *', timezone: 'Asia/Tokyo', exclusionDates });
    await run('2026-03-30T00:00:00Z');
    // Half past midnight of the 30th in Tokyo is the 29th elsewhere.
    expect(heard()).toEqual(['2026-03-29T15:30:00Z']);
  });

  it('goes on where it was: what a restart missed comes late, and once', async () => {
    const stage = setUp({ schedule: '0 * * * *' });
    await stage.run('2026-03-27T13:30:00Z');
    stage.sleep('2026-03-27T14:04:00Z');
    await stage.run('2026-03-27T14:10:00Z');
    await stage.run('2026-03-27T14:20:00Z');
    expect(stage.heard()).toEqual(['2026-03-27T13:00:00Z', '2026-03-27T14:00:00Z']);
    expect(stage.feed.doubled).toEqual([]);
  });

  it('leaves out what came long ago, unless it is to be caught up: then each that is not too late, in order', async () => {
    const late = setUp({ schedule: '0 * * * *' });
    await late.run('2026-03-27T12:30:00Z');
    late.sleep('2026-03-27T18:30:00Z');
    await late.run('2026-03-27T18:40:00Z');
    expect(late.heard()).toEqual([]);

    const caught = setUp({ schedule: '0 * * * *', persistence: { catchup: { enabled: true, maxDuration: '3h' } } });
    await caught.run('2026-03-27T12:30:00Z');
    caught.sleep('2026-03-27T18:30:00Z');
    await caught.run('2026-03-27T18:40:00Z');
    expect(caught.heard()).toEqual([16, 17, 18].map((hour) => `2026-03-27T${hour}:00:00Z`));
  });

  it('leaves out the same days when it catches up, and keeps an interval’s step', async () => {
    const persistence = { catchup: { enabled: true, maxDuration: '20m' } };
    const stage = setUp({ interval: '7m', persistence });
    await stage.run('2026-03-27T12:08:00Z');
    stage.sleep('2026-03-27T13:08:00Z');
    await stage.run('2026-03-27T13:11:00Z');
    const times = ['12:07', '12:49', '12:56', '13:03', '13:10'];
    expect(stage.heard()).toEqual(times.map((time) => `2026-03-27T${time}:00Z`));

    const exclusionDates = ['EXDATE:20260328T000000Z'];
    const excluding = setUp({ schedule: '0 0,12 * * *', exclusionDates, persistence: { catchup: { enabled: true } } });
    await excluding.run('2026-03-27T12:01:00Z');
    excluding.sleep('2026-03-29T01:00:00Z');
    await excluding.run('2026-03-29T02:00:00Z');
    expect(excluding.heard()).toEqual(['2026-03-29T00:00:00Z']);
  });

  it('of an interval keeps its step over what it missed', async () => {
    const stage = setUp({ interval: '7m' });
    await stage.run('2026-03-27T12:08:00Z');
    stage.sleep('2026-03-27T13:08:00Z');
    await stage.run('2026-03-27T13:11:00Z');
    expect(stage.heard()).toEqual(['2026-03-27T12:07:00Z', '2026-03-27T13:03:00Z', '2026-03-27T13:10:00Z']);
  });

  it('is published by whoever leads, under the same id', async () => {
    const stage = setUp({ schedule: '0 * * * *' });
    await stage.run('2026-03-27T13:30:00Z');
    // The row of an earlier time: the process ended between the event and its note.
    await stage.records.put('ticks', 'operator/ops/times/tick', {
      ...((await stage.records.get('ticks', 'operator/ops/times/tick'))?.value as object),
      at: Date.parse('2026-03-27T12:00:00Z'),
    });
    stage.sleep('2026-03-27T13:01:00Z');
    await stage.run('2026-03-27T13:02:00Z');
    expect([stage.heard(), stage.feed.doubled]).toEqual([['2026-03-27T13:00:00Z'], ['2026-03-27T13:00:00Z']]);
  });

  it('that never comes waits for ever, and is no trouble', async () => {
    const { run, heard, troubles } = setUp({ schedule: '0 0 30 2 *' });
    await run('2026-03-28T00:00:00Z');
    expect([heard(), troubles]).toEqual([[], [undefined]]);
  });
});

describe('readCalendar', () => {
  it.each<[object, string]>([
    [{}, 'source.missing-field'],
    [{ schedule: '* * * *' }, 'source.wrong-value'],
    [{ interval: '10' }, 'source.wrong-value'],
    [{ interval: '10ms' }, 'source.wrong-value'],
    [{ interval: '1h', timezone: 'Mars/Base' }, 'source.wrong-value'],
    [{ interval: '1h', exclusionDates: ['2019-01-02'] }, 'source.wrong-value'],
    [{ interval: '1h', persistence: { catchup: { enabled: true, maxDuration: 'x' } } }, 'source.wrong-value'],
    [{ interval: 5 }, 'source.wrong-type'],
  ])('refuses %j', (entry, code) => {
    const read = readCalendar(entry);
    expect(read.ok ? [] : read.problems.map((each) => each.problem.code)).toContain(code);
  });

  it('warns of a field that no calendar has', () => {
    expect(readCalendar({ interval: '1h', cron: '1' })).toMatchObject({
      ok: true,
      warnings: [{ problem: { code: 'source.unknown-field' } }],
    });
  });
});
