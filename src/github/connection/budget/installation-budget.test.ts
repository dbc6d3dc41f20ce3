import { describe, expect, it } from 'vitest';
import { type BudgetLimits, createInstallationBudget, defaultBudgetLimits } from './installation-budget.ts';
import { createInstallationBudgets } from './installation-budgets.ts';

/** A clock that jumps to where the waiting ends. */
function createClock() {
  let time = 1_000_000;
  return {
    now: () => time,
    wait: async (ms: number) => {
      time += ms;
    },
    advance: (ms: number) => {
      time += ms;
    },
  };
}

function create(limits: Partial<BudgetLimits> = {}) {
  const clock = createClock();
  return { clock, budget: createInstallationBudget({ ...defaultBudgetLimits, ...limits }, clock) };
}

const noop = async () => 'done';

describe('createInstallationBudget', () => {
  it('runs writes one after another, in order, spaced', async () => {
    const { clock, budget } = create();
    const log: string[] = [];
    const start = clock.now();
    await Promise.all(
      ['a', 'b', 'c'].map((name) =>
        budget.run('write', 'core', async () => {
          log.push(`${name} starts at ${clock.now() - start}`);
          await Promise.resolve();
          log.push(`${name} ends`);
        }),
      ),
    );
    expect(log).toEqual(['a starts at 0', 'a ends', 'b starts at 100', 'b ends', 'c starts at 200', 'c ends']);
  });

  it('starts at most 80 writes in any minute', async () => {
    const { clock, budget } = create({ maxWaitMs: 120_000 });
    const starts: number[] = [];
    for (let index = 0; index < 200; index += 1) {
      await budget.run('write', 'core', async () => starts.push(clock.now()));
    }
    for (const [index, start] of starts.entries()) {
      expect(start - (starts[index - 80] ?? Number.NEGATIVE_INFINITY)).toBeGreaterThanOrEqual(60_000);
    }
  });

  it('says when instead of waiting long', async () => {
    const { budget } = create();
    for (let index = 0; index < 80; index += 1) {
      await budget.run('write', 'core', noop);
    }
    await expect(budget.run('write', 'core', noop)).rejects.toMatchObject({ retryAfterMs: 52_100 });
  });

  it('takes no more writes than it can serve soon', async () => {
    const { budget } = create({ maxWaitMs: 1000 });
    let finish: () => void = () => undefined;
    const first = budget.run(
      'write',
      'core',
      () =>
        new Promise<void>((resolve) => {
          finish = resolve;
        }),
    );
    const queued = Array.from({ length: 10 }, () => budget.run('write', 'core', noop));
    await expect(budget.run('write', 'core', noop)).rejects.toMatchObject({ retryAfterMs: 1100 });
    finish();
    await Promise.all([first, ...queued]);
  });

  it('lets go of writes that waited too long behind a slow one', async () => {
    const { clock, budget } = create();
    const first = budget.run('write', 'core', async () => clock.advance(40_000));
    const second = budget.run('write', 'core', noop);
    await first;
    await expect(second).rejects.toMatchObject({ retryAfterMs: 100 });
  });

  it('goes on after a write that failed', async () => {
    const { budget } = create();
    const failing = budget.run('write', 'core', async () => {
      throw new Error('no');
    });
    const next = budget.run('write', 'core', noop);
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe('done');
  });

  it('runs ten reads at once and the others after them', async () => {
    const { budget } = create();
    let running = 0;
    let most = 0;
    const finish: (() => void)[] = [];
    const reads = Array.from({ length: 25 }, () =>
      budget.run('read', 'core', async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise<void>((resolve) => finish.push(resolve));
        running -= 1;
      }),
    );
    expect(running).toBe(10);
    while (finish.length > 0) {
      finish.shift()?.();
      await new Promise(setImmediate);
    }
    await Promise.all(reads);
    expect(most).toBe(10);
    expect(budget.isIdle()).toBe(true);
  });

  it('holds back all requests during a secondary limit and says how long', async () => {
    const { clock, budget } = create();
    budget.pause({ kind: 'secondary', resource: 'core', retryAfterMs: 5000 });
    clock.advance(1000);
    for (const [kind, resource] of [
      ['read', 'graphql'],
      ['write', 'core'],
    ] as const) {
      await expect(budget.run(kind, resource, noop)).rejects.toMatchObject({ retryAfterMs: 4000 });
    }
    clock.advance(4000);
    expect(await budget.run('write', 'core', noop)).toBe('done');
  });

  it('holds back only the resource of a primary limit', async () => {
    const { budget } = create();
    budget.pause({ kind: 'primary', resource: 'graphql', retryAfterMs: 5000 });
    await expect(budget.run('read', 'graphql', noop)).rejects.toMatchObject({ retryAfterMs: 5000 });
    expect(await budget.run('write', 'core', noop)).toBe('done');
  });

  it('never shortens a pause', async () => {
    const { budget } = create();
    budget.pause({ kind: 'secondary', resource: 'core', retryAfterMs: 5000 });
    budget.pause({ kind: 'secondary', resource: 'core', retryAfterMs: 1000 });
    await expect(budget.run('read', 'core', noop)).rejects.toMatchObject({ retryAfterMs: 5000 });
  });

  it('is busy as long as its past counts', async () => {
    const { clock, budget } = create();
    expect(budget.isIdle()).toBe(true);
    await budget.run('write', 'core', noop);
    expect(budget.isIdle()).toBe(false);
    clock.advance(60_001);
    budget.pause({ kind: 'secondary', resource: 'core', retryAfterMs: 5000 });
    expect(budget.isIdle()).toBe(false);
    clock.advance(5000);
    expect(budget.isIdle()).toBe(true);
  });
});

describe('createInstallationBudgets', () => {
  it('keeps one an installation, and lets idle ones go when there are many', async () => {
    const budgetOf = createInstallationBudgets(defaultBudgetLimits, createClock());
    const busy = budgetOf(1);
    const idle = budgetOf(2);
    await busy.run('write', 'core', noop);
    expect(budgetOf(1)).toBe(busy);
    for (let id = 3; id < 2100; id += 1) {
      budgetOf(id);
    }
    expect(budgetOf(1)).toBe(busy);
    expect(budgetOf(2)).not.toBe(idle);
  });
});
