import { headers } from '@nats-io/transport-node';
import { describe, expect, it } from 'vitest';
import { problem } from '../../../problem/problem.ts';
import {
  type DeliveryState,
  noteNames,
  readBody,
  readLetter,
  readOwner,
  readQueue,
  readState,
  writeNotes,
} from './message-notes.ts';

const queue = { key: 'k'.repeat(32), share: 'größe\n 🎈', bytes: 12 };

describe('notes in the headers of a message', () => {
  it('come back as they were written', () => {
    const letter = { problem: problem('bus.handler-failed', { reason: 'ü' }), diedAt: 1, attempts: 2 };
    const body = { name: 'n', pieces: 3, bytes: 4 };
    const written = writeNotes({ queue, letter, body, owner: 'a.b' });
    expect(readQueue(written)).toEqual(queue);
    expect(readLetter(written)).toEqual(letter);
    expect(readBody(written)).toEqual(body);
    expect(readOwner(written)).toBe('a.b');
    expect(readState(written)).toBeUndefined();
  });

  it('are one line of printable ASCII each', () => {
    for (const [, values] of writeNotes({ queue, owner: '\u0000\u007f\uffff' })) {
      for (const value of values) expect(value).toMatch(/^[\x20-\x7e]+$/);
    }
  });

  it.each<[string, DeliveryState]>([
    ['done', { sequence: 1, queue, kind: 'done', attempts: 1, dueAt: 0 }],
    [
      'to be tried again',
      {
        ...{ sequence: 1, queue, kind: 'open', attempts: 4, dueAt: 99, failingSince: 5, farewells: 0 },
        problem: problem('bus.handler-failed', { reason: 'x' }),
      },
    ],
  ])('tell a state: %s', (_, state) => {
    expect(readState(writeNotes({ state }))).toEqual(state);
  });

  it.each(['', 'not JSON', '{}', '[1]', '{"kind":"gone"}'])(
    'that nobody of this app wrote are as if not there: %s',
    (text) => {
      const foreign = headers();
      for (const name of Object.values(noteNames)) foreign.set(name, text);
      expect([readQueue(foreign), readState(foreign), readLetter(foreign), readBody(foreign)]).toEqual([
        undefined,
        undefined,
        undefined,
        undefined,
      ]);
      expect(readQueue(undefined)).toBeUndefined();
    },
  );
});
