import { describe, expect, it } from 'vitest';
import type { Evaluation } from '../evaluation.ts';
import { defaultLimits } from '../sandbox-limits.ts';
import { createPool } from './create-pool.ts';
import type { EngineWorker, Outcome } from './start-worker.ts';

const done: Outcome = { kind: 'answer', answer: { ok: true, data: '{}' }, isBroken: false };

/** Threads that answer when they are told to. */
function makeThreads() {
  const running: { program: string; answer: (outcome: Outcome) => void }[] = [];
  const count = { started: 0, ended: 0 };
  function startWorker(): EngineWorker {
    count.started++;
    return {
      run: ({ program }) => new Promise((resolve) => running.push({ program, answer: resolve })),
      async end() {
        count.ended++;
      },
    };
  }
  async function answer(program: string, outcome = done): Promise<void> {
    const at = running.findIndex((each) => each.program === program);
    running.splice(at, 1)[0]?.answer(outcome);
    await new Promise(setImmediate);
  }
  return { startWorker, count, answer, programs: () => running.map((each) => each.program) };
}

function evaluation(program: string): Evaluation {
  return { kind: 'script', program, data: '', purpose: 'filter' };
}

describe('the pool', () => {
  it('starts nothing before it is asked, and no more threads than are needed', async () => {
    const threads = makeThreads();
    const pool = createPool({ ...defaultLimits, workers: 3 }, threads.startWorker);
    expect(threads.count.started).toBe(0);

    for (const name of ['1', '2']) {
      const outcome = pool.evaluate(evaluation(name), 'a');
      await threads.answer(name);
      expect(await outcome).toEqual(done);
    }
    expect(threads.count.started).toBe(1);
  });

  it('keeps one thread free of a tenant that fills the others', async () => {
    const threads = makeThreads();
    const pool = createPool({ ...defaultLimits, workers: 3 }, threads.startWorker);
    for (const name of ['a1', 'a2', 'a3', 'a4']) void pool.evaluate(evaluation(name), 'a');
    expect(threads.programs()).toEqual(['a1', 'a2']);

    void pool.evaluate(evaluation('b1'), 'b');
    expect(threads.programs()).toEqual(['a1', 'a2', 'b1']);
    await threads.answer('b1');
    expect(threads.programs()).toEqual(['a1', 'a2']);
    await threads.answer('a1');
    expect(threads.programs()).toEqual(['a2', 'a3']);
  });

  it.each<[string, Outcome, number]>([
    ['is late', { kind: 'out-of-time' }, 2],
    ['is broken', { kind: 'answer', answer: { ok: false, reason: 'memory' }, isBroken: true }, 2],
    // One that cannot start would be started for ever; the next evaluation tries again.
    ['has ended by itself', { kind: 'ended', reason: 'gone' }, 1],
  ])('replaces a thread that %s', async (_, outcome, started) => {
    const threads = makeThreads();
    const pool = createPool({ ...defaultLimits, workers: 1 }, threads.startWorker);
    const first = pool.evaluate(evaluation('first'), 'a');
    await threads.answer('first', outcome);

    expect(await first).toEqual(outcome);
    expect(threads.count).toEqual({ started, ended: 1 });
    const second = pool.evaluate(evaluation('second'), 'a');
    await threads.answer('second');
    expect(await second).toEqual(done);
    expect(threads.count).toEqual({ started: 2, ended: 1 });
  });

  it('replaces a thread that is worn', async () => {
    const threads = makeThreads();
    const pool = createPool({ ...defaultLimits, workers: 1, evaluationsPerWorker: 2 }, threads.startWorker);
    for (const name of ['1', '2', '3']) {
      const outcome = pool.evaluate(evaluation(name), 'a');
      await threads.answer(name);
      await outcome;
    }
    expect(threads.count).toEqual({ started: 2, ended: 1 });
  });

  it('refuses what is too much, and everything once it is closed', async () => {
    const threads = makeThreads();
    const pool = createPool({ ...defaultLimits, workers: 1, waitingPerTenant: 1 }, threads.startWorker);
    void pool.evaluate(evaluation('runs'), 'a');
    const waits = pool.evaluate(evaluation('waits'), 'a');

    expect(await pool.evaluate(evaluation('too much'), 'a')).toEqual({ kind: 'refused', reason: 'busy' });
    await pool.close();
    expect(await waits).toEqual({ kind: 'refused', reason: 'closed' });
    expect(await pool.evaluate(evaluation('late'), 'a')).toEqual({ kind: 'refused', reason: 'closed' });
  });
});
