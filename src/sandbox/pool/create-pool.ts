import type { Evaluation } from '../evaluation.ts';
import type { SandboxLimits } from '../sandbox-limits.ts';
import { createFairQueue } from './fair-queue.ts';
import type { EngineWorker, Outcome } from './start-worker.ts';

export type PoolOutcome = Outcome | { kind: 'refused'; reason: 'busy' | 'closed' };

export interface Pool {
  /** Never rejects. */
  evaluate(evaluation: Evaluation, tenant: string): Promise<PoolOutcome>;
  close(): Promise<void>;
}

interface Waiting {
  evaluation: Evaluation;
  resolve: (outcome: PoolOutcome) => void;
}

interface Slot {
  worker: EngineWorker | undefined;
  evaluations: number;
  isBusy: boolean;
}

/**
 * Threads that evaluate, started when they are first needed. One tenant is never in all of them at once, so that another's
 * evaluation finds one free; who waits is served in turn.
 */
export function createPool(limits: SandboxLimits, startWorker: () => EngineWorker): Pool {
  const queue = createFairQueue<Waiting>(limits);
  const slots = Array.from(
    { length: limits.workers },
    (): Slot => ({ worker: undefined, evaluations: 0, isBusy: false }),
  );
  const running = new Map<string, number>();
  const maxPerTenant = Math.max(1, limits.workers - 1);
  let isClosed = false;

  function dispatch(): void {
    for (let slot = findFree(slots); slot !== undefined; slot = findFree(slots)) {
      const next = queue.take((tenant) => (running.get(tenant) ?? 0) < maxPerTenant);
      if (next === undefined) return;
      slot.isBusy = true;
      void serve(slot, next.tenant, next.item);
    }
  }

  async function serve(slot: Slot, tenant: string, { evaluation, resolve }: Waiting): Promise<void> {
    running.set(tenant, (running.get(tenant) ?? 0) + 1);
    slot.worker ??= startWorker();
    const outcome = await slot.worker.run(evaluation);
    slot.evaluations++;
    await renew(slot, outcome);
    slot.isBusy = false;
    const left = (running.get(tenant) ?? 1) - 1;
    if (left === 0) running.delete(tenant);
    else running.set(tenant, left);
    resolve(outcome);
    dispatch();
  }

  /** A thread that is worn or has ended is replaced at once, so that the next evaluation need not wait for all of its start. */
  async function renew(slot: Slot, outcome: Outcome): Promise<void> {
    const hasEnded = outcome.kind !== 'answer' || outcome.isBroken;
    if (!hasEnded && slot.evaluations < limits.evaluationsPerWorker) return;
    await slot.worker?.end();
    slot.evaluations = 0;
    slot.worker = isClosed || outcome.kind === 'ended' ? undefined : startWorker();
  }

  return {
    evaluate: (evaluation, tenant) =>
      new Promise((resolve) => {
        if (isClosed) return resolve({ kind: 'refused', reason: 'closed' });
        if (!queue.add(tenant, { evaluation, resolve })) return resolve({ kind: 'refused', reason: 'busy' });
        dispatch();
      }),
    async close() {
      isClosed = true;
      for (const { resolve } of queue.takeAll()) resolve({ kind: 'refused', reason: 'closed' });
      await Promise.all(slots.map((slot) => slot.worker?.end()));
    },
  };
}

/** A thread that runs already is taken before one is started. */
function findFree(slots: Slot[]): Slot | undefined {
  const free = slots.filter((slot) => !slot.isBusy);
  return free.find((slot) => slot.worker !== undefined) ?? free[0];
}
