import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ReportedNote, readReportedNote } from './reported-note.ts';

const full: ReportedNote = {
  uid: 'u',
  attempt: 2,
  checkId: 7,
  stage: 'ended',
  closed: 'concluded',
  startedAt: '2026-11-22T00:00:00Z',
  finishedAt: '2026-11-22T00:01:00Z',
  generation: 5,
};

describe('readReportedNote', () => {
  it.each([[full], [{ uid: 'u', attempt: 1, stage: 'waiting' }]])('reads what was written: %j', (note) => {
    expect(readReportedNote(JSON.parse(JSON.stringify(note)), 'u')).toEqual(note);
  });

  it.each([
    ['of another object under the same name', { ...full, uid: 'other' }],
    ['without an attempt', { uid: 'u', stage: 'ended' }],
    ['at a stage that there is not', { ...full, stage: 'dreaming' }],
    ['that is none', undefined],
    ['that is text', 'note'],
  ])('reads none %s', (_, value) => {
    expect(readReportedNote(value, 'u')).toBeUndefined();
  });

  it('leaves out what is not as it should be, whatever it is', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (checkId, closed) => {
        const note = readReportedNote({ uid: 'u', attempt: 1, stage: 'running', checkId, closed }, 'u');
        expect(note?.checkId === undefined || typeof note.checkId === 'number').toBe(true);
        expect(['concluded', 'handed-over', 'gone', 'refused', 'expired', undefined]).toContain(note?.closed);
      }),
    );
  });
});
