import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluateDepends, tasksOf } from './evaluate-depends.ts';

const outcomes = new Map([
  ['good', { phase: 'Succeeded' }],
  ['bad', { phase: 'Failed' }],
  ['broken', { phase: 'Error' }],
  ['left-out', { phase: 'Skipped' }],
  ['omitted', { phase: 'Omitted' }],
  ['each', { phase: 'Failed', itemPhases: ['Failed', 'Succeeded'] }],
]);

describe('depends', () => {
  it.each([
    ['good', true],
    ['left-out', true],
    ['bad', false],
    ['bad.Failed', true],
    ['broken.Errored', true],
    ['good.Succeeded && !bad', true],
    ['good && (bad || left-out.Skipped)', true],
    ['!(good && bad)', true],
    ['omitted.Omitted', true],
    ['good.Daemoned', false],
    ['each.AnySucceeded', true],
    ['each.AllFailed', false],
    ['bad || good && bad', false],
  ])('%s is %s', (text, holds) => {
    expect(evaluateDepends(text, (task) => outcomes.get(task))).toEqual({ ok: true, holds });
  });

  it.each(['good &', 'good &&', '(good', 'good)', 'stranger', 'good.Sideways', '', '&& good', 'good bad'])(
    'cannot read %j',
    (text) => {
      expect(evaluateDepends(text, (task) => outcomes.get(task))).toMatchObject({ ok: false });
    },
  );

  it('names its tasks', () => {
    expect(tasksOf('a && (b-1.Succeeded || !a.Failed)')).toEqual(['a', 'b-1']);
    expect(tasksOf('a + b')).toBeUndefined();
  });

  it('never throws', () => {
    const word = fc.constantFrom('good', 'bad.Failed', '&&', '||', '!', '(', ')', ' ');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(word).map((words) => words.join('')),
        ),
        (text) => {
          expect(typeof evaluateDepends(text, (task) => outcomes.get(task)).ok).toBe('boolean');
        },
      ),
    );
  });
});
