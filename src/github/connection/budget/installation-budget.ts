import type { RateLimit } from './read-limit.ts';

/** What one installation may ask of GitHub. Times in milliseconds. */
export interface BudgetLimits {
  /** Between the starts of two writes; writes never overlap, as GitHub asks. */
  writeSpacingMs: number;
  /** GitHub allows 80 requests a minute that create content. */
  writesPerMinute: number;
  maxReads: number;
  /** A request that would wait longer for its turn is answered `later` instead. */
  maxWaitMs: number;
}

export const defaultBudgetLimits: BudgetLimits = {
  writeSpacingMs: 100,
  writesPerMinute: 80,
  maxReads: 10,
  maxWaitMs: 30_000,
};

export interface Clock {
  now(): number;
  wait(ms: number): Promise<void>;
}

export type RequestKind = 'read' | 'write';

/** The turns of one installation's requests; what happens to one installation never delays another. */
export interface InstallationBudget {
  /** Runs the request when its turn comes; rejects with an error that carries `retryAfterMs` when that is too far away. */
  run<Answer>(kind: RequestKind, resource: string, request: () => Promise<Answer>): Promise<Answer>;
  /** Holds requests back for as long as GitHub asked, instead of running into the limit again. */
  pause(limit: RateLimit): void;
  isIdle(): boolean;
}

export function createInstallationBudget(limits: BudgetLimits, clock: Clock): InstallationBudget {
  const pausedUntil = new Map<string, number>();
  const writeStarts: number[] = [];
  const waitingReads: (() => void)[] = [];
  let lastWrite: Promise<unknown> = Promise.resolve();
  let writesInHand = 0;
  let reads = 0;

  function refuseWhilePaused(resource: string): void {
    const until = Math.max(pausedUntil.get('all') ?? 0, pausedUntil.get(resource) ?? 0);
    if (until > clock.now()) {
      throw heldBack('a rate limit of GitHub is still in force', until - clock.now());
    }
  }

  /** When a write may start, given those of the last minute. */
  function nextWriteAt(): number {
    const spaced = (writeStarts.at(-1) ?? Number.NEGATIVE_INFINITY) + limits.writeSpacingMs;
    const oldest = writeStarts.at(-limits.writesPerMinute);
    return Math.max(spaced, oldest === undefined ? spaced : oldest + 60_000, clock.now());
  }

  async function startWrite(resource: string): Promise<void> {
    const delay = nextWriteAt() - clock.now();
    if (delay > limits.maxWaitMs) {
      throw heldBack("this installation's writes of the last minute are used up", delay);
    }
    if (delay > 0) {
      await clock.wait(delay);
    }
    refuseWhilePaused(resource);
    writeStarts.push(clock.now());
    if (writeStarts.length > limits.writesPerMinute) {
      writeStarts.shift();
    }
  }

  async function runWrite<Answer>(resource: string, request: () => Promise<Answer>): Promise<Answer> {
    const expectedWaitMs = writesInHand * limits.writeSpacingMs;
    if (expectedWaitMs > limits.maxWaitMs) {
      throw heldBack(tooManyWait, expectedWaitMs);
    }
    writesInHand += 1;
    const enqueuedAt = clock.now();
    const mine = lastWrite.then(async () => {
      if (clock.now() - enqueuedAt > limits.maxWaitMs) {
        throw heldBack(tooManyWait, limits.writeSpacingMs);
      }
      refuseWhilePaused(resource);
      await startWrite(resource);
      return await request();
    });
    lastWrite = mine.then(
      () => undefined,
      () => undefined,
    );
    try {
      return await mine;
    } finally {
      writesInHand -= 1;
    }
  }

  async function runRead<Answer>(resource: string, request: () => Promise<Answer>): Promise<Answer> {
    if (reads >= limits.maxReads) {
      await new Promise<void>((resolve) => waitingReads.push(resolve));
    } else {
      reads += 1;
    }
    try {
      refuseWhilePaused(resource);
      return await request();
    } finally {
      const next = waitingReads.shift();
      if (next === undefined) {
        reads -= 1;
      } else {
        next();
      }
    }
  }

  return {
    run: (kind, resource, request) => (kind === 'write' ? runWrite(resource, request) : runRead(resource, request)),
    pause(limit) {
      const key = limit.kind === 'secondary' ? 'all' : limit.resource;
      pausedUntil.set(key, Math.max(pausedUntil.get(key) ?? 0, clock.now() + limit.retryAfterMs));
    },
    isIdle() {
      const now = clock.now();
      const isQuiet = (writeStarts.at(-1) ?? Number.NEGATIVE_INFINITY) < now - 60_000;
      return isQuiet && writesInHand === 0 && reads === 0 && [...pausedUntil.values()].every((until) => until <= now);
    },
  };
}

const tooManyWait = 'too many writes of this installation wait already';

function heldBack(reason: string, retryAfterMs: number): Error {
  return Object.assign(new Error(`held back, because ${reason}`), { retryAfterMs });
}
