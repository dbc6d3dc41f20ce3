import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readExternalId, writeRunId, writeVerdictId } from './external-id.ts';

const delivery = '7d3f0c3e-1111-4222-8333-444455556666';

describe('the external id of a check', () => {
  it('of a run says which Workflow it is, which attempt, and which delivery it ran for', () => {
    const run = { namespace: 'argo-events', name: 'ci-abc', attempt: 2, delivery };
    expect(writeRunId(run)).toBe(`argo-events/ci-abc/2/${delivery}`);
    expect(readExternalId(writeRunId(run))).toEqual({ kind: 'run', ...run });
  });

  it('of a verdict says which delivery it is about, and which attempt', () => {
    const verdict = { origin: 'github', delivery, attempt: 3 };
    expect(writeVerdictId(verdict, ['ci', 'run/it'])).toBe(`github:${delivery}/ci/run/it/3`);
    expect(readExternalId(writeVerdictId(verdict, ['ci', 'run/it']))).toEqual({
      kind: 'verdict',
      about: 'ci/run/it',
      ...verdict,
    });
    expect(readExternalId(writeVerdictId(verdict, []))).toEqual({ kind: 'verdict', about: '', ...verdict });
  });

  it('of a verdict is short, and of its own, whatever it is about', () => {
    const verdict = { origin: 'github', delivery, attempt: 1 };
    const many = (last: string) => [
      'sensor',
      'trigger',
      Array.from({ length: 90 }, (_, at) => `dep-${at}`).join('+'),
      last,
    ];
    const [one, other] = [writeVerdictId(verdict, many('waits-1')), writeVerdictId(verdict, many('waits-2'))];
    expect(one.length).toBeLessThan(200);
    expect(one).not.toBe(other);
    expect(readExternalId(one)).toMatchObject({ delivery, about: expect.stringMatching(/^[0-9a-f]{32}\/waits-1$/) });
    expect(writeVerdictId(verdict, ['x'.repeat(5000)]).length).toBeLessThan(200);
  });

  it.each([
    '',
    'ci',
    'a/b/c',
    'a/b/1',
    'a/b/0/d',
    'a/b/01/d',
    'a/b/-1/d',
    'github:',
    'github:d',
    'github:d/x',
    '/b/1/d',
  ])('is none: %j', (text) => {
    expect(readExternalId(text)).toBeUndefined();
  });

  it('is read as it was written, whatever the parts about it', () => {
    const word = fc.stringMatching(/^[a-z0-9-]{1,20}$/);
    fc.assert(
      fc.property(
        word,
        word,
        fc.integer({ min: 1, max: 999_999_999 }),
        fc.array(fc.string()),
        (one, two, attempt, about) => {
          const verdict = { origin: one, delivery: two, attempt };
          expect(readExternalId(writeVerdictId(verdict, about))).toEqual({
            kind: 'verdict',
            about: about.join('/'),
            ...verdict,
          });
          const run = { namespace: one, name: two, attempt, delivery };
          expect(readExternalId(writeRunId(run))).toEqual({ kind: 'run', ...run });
        },
      ),
    );
  });

  it('is never more than unreadable', () => {
    fc.assert(fc.property(fc.string(), (text) => void readExternalId(text)));
  });
});
