import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Answer } from './testing/fake-github.ts';
import { readRecording } from './testing/recordings.ts';
import { makeWorkflow, type Stage, setStage } from './testing/stage.ts';

const later = { kind: 'later', message: '503' } as const;

/** What happens to a run and to the app that reports it, in any order. */
const happening = fc.oneof(
  { weight: 4, arbitrary: fc.record({ what: fc.constant('pass' as const), ms: fc.nat(15_000) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      what: fc.constant('github' as const),
      method: fc.constantFrom('create', 'update', 'list'),
      answer: fc.constantFrom<Answer>('lost', later, { ...later, retryAfterMs: 3000 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('run goes on' as const) }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('new process' as const) }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('bus' as const), isAway: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('cluster' as const), isAway: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('deleted' as const) }) },
);
type Happening = typeof happening extends fc.Arbitrary<infer Each> ? Each : never;

const recorded = (index: number) => readRecording('dag-failed').at(index)?.object;
const courses = {
  plain: [makeWorkflow('ci', { phase: 'Running' }), makeWorkflow('ci', { phase: 'Succeeded', endedAt: 60 })],
  'with annotations': [recorded(1), recorded(-1)],
};

function play(stage: Stage, course: (typeof courses)[keyof typeof courses]): (each: Happening) => Promise<void> {
  const left = course.slice(1);
  const name = course[0]?.metadata.name ?? '';
  const spoiled: { method: string; answer: Answer }[] = [];
  stage.github.answer = ({ method }) => {
    const at = spoiled.findIndex((each) => each.method === method);
    return at < 0 ? undefined : spoiled.splice(at, 1)[0]?.answer;
  };
  return async (each) => {
    if (each.what === 'github') spoiled.push(each);
    else if (each.what === 'bus') stage.records.failing = each.isAway;
    else if (each.what === 'cluster')
      stage.cluster.answer = (method) => (each.isAway && method === 'patch' ? later : undefined);
    else if (each.what === 'new process') await stage.restart();
    else if (each.what === 'deleted') stage.cluster.delete(name);
    else if (each.what === 'pass') await stage.time.advance(each.ms);
    else {
      const next = left.shift();
      if (next !== undefined && stage.cluster.workflows.has(name)) stage.cluster.write(stage.sign(next));
      await stage.time.settle();
    }
  };
}

describe('whatever fails, and however often the app begins anew', () => {
  it.each(Object.entries(courses))('a run %s has one check, which is concluded', async (_what, course) => {
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { maxLength: 25 }), async (happenings) => {
        const stage = setStage();
        stage.logs.pods.set('dag-failed-bad-2155107707', "src/a.ts(1,5): error TS2304: Cannot find name 'x'.");
        const happen = play(stage, course);
        const [first] = course;
        if (first !== undefined) stage.cluster.write(stage.sign(first));
        for (const each of happenings) await happen(each);
        await happen({ what: 'bus', isAway: false });
        await happen({ what: 'cluster', isAway: false });
        await happen({ what: 'run goes on' });
        await stage.time.advance(30 * 60_000);
        await stage.restart();
        await stage.time.advance(10 * 60_000);
        expect(stage.github.checks.map(({ status }) => status)).toEqual(['completed']);
        expect(stage.github.checks[0]?.allAnnotations).toBeLessThanOrEqual(1);
        await stage.reporter.stop();
      }),
      { numRuns: 150 },
    );
  });
});
