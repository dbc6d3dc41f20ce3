import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Event } from '../../event/event.ts';
import { readConditions } from '../conditions/read-conditions.ts';
import type { Firing } from '../decision.ts';
import type { Trigger } from '../sensor.ts';
import { applyEvent } from './apply-event.ts';
import type { Arrival } from './arrival.ts';
import { explainJoin } from './explain-join.ts';
import { emptyJoinState, type JoinState, markCarriedOut, maxFirings, readJoinState } from './join-state.ts';

const names = ['a', 'b', 'c'];
const dependencies = names.map((name) => ({ name, eventSourceName: 'github', eventName: name }));
const day = Date.UTC(2026, 0, 31);

function eventAt(seconds: number, data = `{"at":${seconds}}`): Event {
  return {
    context: {
      id: String(seconds),
      source: 'github',
      specversion: '1.0',
      type: 'github',
      datacontenttype: 'application/json',
      subject: 'x',
      time: new Date(day + seconds * 1000).toISOString(),
    },
    data,
  };
}

interface Told {
  conditions?: string;
  conditionsReset?: Trigger['template']['conditionsReset'];
  versions?: Record<string, string>;
}

function arrive(
  matched: string[],
  seconds: number,
  { conditions = 'a && b', conditionsReset = [], versions = {} }: Told = {},
): Arrival {
  const trigger: Trigger = { template: { name: 't', conditions, conditionsReset } };
  const read = readConditions(trigger, { dependencies });
  if (!read.ok) throw new Error(read.message);
  return {
    trigger,
    conditions: read.conditions,
    versions: { a: '1', b: '1', c: '1', ...versions },
    matched: matched.map((dependency) => ({ dependency, event: eventAt(seconds) })),
  };
}

/** Applies arrivals one after another; each is a delivery named by its position. */
function applyAll(arrivals: Arrival[], from: JoinState = emptyJoinState): { state: JoinState; fired: string[] } {
  let state = from;
  const fired: string[] = [];
  for (const [at, arrival] of arrivals.entries()) {
    const applied = applyEvent(state, arrival, `d${at}`);
    state = applied.state;
    fired.push(...applied.firings.map(describeFiring));
  }
  return { state, fired };
}

/** Such as `a@1 b@2`: which event each dependency brings. */
function describeFiring({ events }: Firing): string {
  return Object.entries(events)
    .map(([name, event]) => `${name}@${event.context.id}`)
    .sort()
    .join(' ');
}

describe('applyEvent', () => {
  it('fires when all have come, with the event of each', () => {
    const { state, fired } = applyAll([arrive(['a'], 1), arrive(['b'], 2)]);

    expect(fired).toEqual(['a@1 b@2']);
    expect(state.kept).toEqual({});
  });

  it('keeps only what parameters read of an event', () => {
    const event = { ...eventAt(1), deliveryId: 'x', facts: {} };
    const { state } = applyEvent(emptyJoinState, { ...arrive([], 1), matched: [{ dependency: 'a', event }] }, 'd');

    expect(state.kept.a?.event).toEqual(eventAt(1));
    expect(JSON.parse(JSON.stringify(state))).toEqual(state);
  });

  it.each<[string, Arrival[], string[]]>([
    ['the newest event of a dependency counts', [arrive(['a'], 1), arrive(['a'], 2), arrive(['b'], 3)], ['a@2 b@3']],
    ['an event that comes late does not', [arrive(['a'], 2), arrive(['a'], 1), arrive(['b'], 3)], ['a@2 b@3']],
    [
      'nor after the one that overtook it has fired',
      [arrive(['a'], 2), arrive(['b'], 3), arrive(['a'], 1), arrive(['b'], 4)],
      ['a@2 b@3'],
    ],
    [
      'after firing all have to come again',
      [arrive(['a'], 1), arrive(['b'], 2), arrive(['b'], 3), arrive(['a'], 4)],
      ['a@1 b@2', 'a@4 b@3'],
    ],
    ['one event may be all of them', [arrive(['a', 'b'], 1)], ['a@1 b@1']],
    [
      'any combination, with what a branch that was not needed has',
      [arrive(['a'], 1, { conditions: '(a && b) || c' }), arrive(['c'], 2, { conditions: '(a && b) || c' })],
      ['a@1 c@2'],
    ],
    [
      'one event may fire twice, for two of its dependencies',
      [arrive(['a', 'b', 'c'], 1, { conditions: '(a && b) || c' })],
      ['a@1 b@1', 'c@1'],
    ],
  ])('%s', (_, arrivals, expected) => {
    expect(applyAll(arrivals).fired).toEqual(expected);
  });

  const noon = { conditionsReset: [{ byTime: { cron: '0 12 * * *', timezone: 'Europe/Berlin' } }] };
  const eleven = 11 * 3600;
  it.each<[string, Arrival[], string[]]>([
    ['forgets what came before a reset', [arrive(['a'], eleven - 1, noon), arrive(['b'], eleven, noon)], []],
    [
      'keeps what came after it',
      [arrive(['a'], eleven, noon), arrive(['b'], eleven + 1, noon)],
      [`a@${eleven} b@${eleven + 1}`],
    ],
    [
      'leaves out what came before a reset and is handled after it',
      [arrive(['b'], eleven + 1, noon), arrive(['a'], eleven - 1, noon)],
      [],
    ],
    [
      'forgets at each of several times',
      [
        arrive(['a'], 1, { conditionsReset: [{ byTime: { cron: '0 0 1 1 *' } }, { byTime: { cron: '* * * * *' } }] }),
        arrive(['b'], 61, { conditionsReset: [{ byTime: { cron: '0 0 1 1 *' } }, { byTime: { cron: '* * * * *' } }] }),
      ],
      [],
    ],
  ])('conditionsReset: %s', (_, arrivals, expected) => {
    expect(applyAll(arrivals).fired).toEqual(expected);
  });

  it.each<[string, Told, string[]]>([
    ['a dependency says something else', { versions: { a: '2' } }, []],
    ['another dependency says something else', { versions: { c: '2' } }, ['a@1 b@2']],
    ['the conditions are others', { conditions: 'b && a' }, []],
    ['the conditions are written otherwise', { conditions: ' a  &&  b ' }, ['a@1 b@2']],
  ])('a changed Sensor: %s', (_, told, expected) => {
    expect(applyAll([arrive(['a'], 1), arrive(['b'], 2, told)]).fired).toEqual(expected);
  });

  it('issues the firing of a repeated event again and changes nothing', () => {
    const first = applyEvent(emptyJoinState, arrive(['a'], 1), 'd1').state;
    const fired = applyEvent(first, arrive(['b'], 2), 'd2');
    const later = applyEvent(fired.state, arrive(['a'], 3), 'd3').state;
    const again = applyEvent(later, arrive(['b'], 2), 'd2');

    expect(again.state).toBe(later);
    expect(again.firings).toEqual(fired.firings);
    expect(applyEvent(later, arrive(['a'], 1), 'd1')).toEqual({ state: later, firings: [] });
  });

  it('forgets the events of a firing that was carried out once another has fired', () => {
    const { state } = applyAll([arrive(['a', 'b'], 1)]);
    const carriedOut = markCarriedOut(state, 'd0');
    const next = applyEvent(carriedOut, arrive(['a', 'b'], 2), 'd1').state;

    expect(carriedOut.firings).toHaveLength(1);
    expect(next.firings.map((each) => each.deliveryId)).toEqual(['d1']);
    expect(markCarriedOut(next, 'd0')).toBe(next);
    expect(applyEvent(next, arrive(['a', 'b'], 1), 'd0')).toEqual({ state: next, firings: [] });
  });

  it('keeps no more firings than can be in hand', () => {
    const { state } = applyAll(Array.from({ length: maxFirings + 5 }, (_, at) => arrive(['a', 'b'], at)));

    expect(state.firings).toHaveLength(maxFirings);
    expect(state.firings.at(-1)?.deliveryId).toBe(`d${maxFirings + 4}`);
  });

  it('tells what it has and what it waits for', () => {
    const arrival = arrive(['a'], 1, { conditions: 'a && b && c' });
    const waiting = applyEvent(emptyJoinState, arrival, 'd1');

    expect(explainJoin(arrival, waiting)).toEqual({
      trigger: 't',
      conditions: 'a&&b&&c',
      outcome: 'waiting',
      remembered: ['a'],
      waitingFor: ['b', 'c'],
    });
  });

  it.each([undefined, null, 'x', [], {}, { format: 2 }])('takes %j for no state', (value) => {
    expect(readJoinState(value)).toBe(emptyJoinState);
  });

  const arrivals = fc.array(fc.subarray(names, { minLength: 1 }), { minLength: 1, maxLength: 15 });
  const conditions = fc.constantFrom('a && b', '(a && b) || c', 'a && (b || c)', 'a && b && c', 'c && c');

  it('fires the same whatever is repeated and carried out in between', () => {
    const steps = fc.array(fc.tuple(fc.nat(), fc.boolean()), { maxLength: 30 });
    fc.assert(
      fc.property(arrivals, conditions, steps, (lists, text, repeats) => {
        const told = lists.map((matched, at) => arrive(matched, at, { conditions: text }));
        const expected = applyAll(told);
        let state = emptyJoinState;
        const fired: string[] = [];
        for (const [at, arrival] of told.entries()) {
          const applied = applyEvent(state, arrival, `d${at}`);
          const own = applied.firings.map(describeFiring);
          fired.push(...own);
          state = applied.state;
          for (const [which, isCarriedOut] of repeats.filter((_, index) => index % told.length === at)) {
            const repeated = which % (at + 1);
            const again = applyEvent(state, told[repeated] ?? arrival, `d${repeated}`);
            expect(again.state).toBe(state);
            if (repeated === at) expect(again.firings.map(describeFiring)).toEqual(own);
            else expect(fired).toEqual(expect.arrayContaining(again.firings.map(describeFiring)));
            if (isCarriedOut && repeated !== at) state = markCarriedOut(state, `d${repeated}`);
          }
        }
        expect(fired).toEqual(expected.fired);
        expect(state.kept).toEqual(expected.state.kept);
      }),
    );
  });

  it('fires the same dependencies together only once for one event', () => {
    fc.assert(
      fc.property(arrivals, conditions, (lists, text) => {
        let state = emptyJoinState;
        for (const [at, matched] of lists.entries()) {
          const applied = applyEvent(state, arrive(matched, at, { conditions: text }), `d${at}`);
          state = applied.state;
          const together = applied.firings.map((each) => each.dependencies.join('+'));
          expect(new Set(together).size).toBe(together.length);
        }
      }),
    );
  });
});
