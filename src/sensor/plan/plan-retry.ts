import { parseGoDuration } from '../../time/parse-go-duration.ts';

/** How often an action is tried and how long to wait in between. */
export interface RetryPlan {
  /** Tries altogether, the first included; at least 1. */
  attempts: number;
  /** The wait after the first failure, in milliseconds. */
  firstDelayMs: number;
  /** What each wait is multiplied by to get the next. */
  factor: number;
  /** Each wait is lengthened by a random part of up to so many times itself. */
  jitter: number;
}

/** A strategy that cannot be read: Argo Events then carries nothing out at all. */
export type PlannedRetry = { ok: true; retry: RetryPlan } | { ok: false; message: string };

export const onlyOnce: RetryPlan = { attempts: 1, firstDelayMs: 0, factor: 1, jitter: 0 };

/** No number of Argo Events' examples comes near; a wait must end some time. */
const maxDelayMs = 3_600_000;
const maxAttempts = 1_000;

/**
 * Argo Events 1.9, `Backoff`: `duration` is a Go duration or a number of nanoseconds (default 1 s), `factor` and `jitter` are
 * numbers (default 1; a number in quotes is an error), `steps` is the number of tries (default 5).
 */
export function planRetry(strategy: unknown): PlannedRetry {
  if (typeof strategy !== 'object' || strategy === null) return { ok: true, retry: onlyOnce };
  const { duration, factor, jitter, steps }: Record<string, unknown> = { ...strategy };
  const delay = readDelay(duration);
  if (delay === undefined) return fail(`invalid duration, time: invalid duration ${JSON.stringify(duration)}`);
  const numbers = [
    ['factor', factor],
    ['jitter', jitter],
  ] as const;
  const wrong = numbers.find(([, value]) => value !== undefined && typeof value !== 'number');
  if (wrong !== undefined) {
    const [name, value] = wrong;
    const raw = JSON.stringify(JSON.stringify(value));
    return fail(`invalid ${name}, strconv.ParseFloat: parsing ${raw}: invalid syntax`);
  }
  const attempts = typeof steps === 'number' && steps > 0 ? Math.min(Math.floor(steps), maxAttempts) : 5;
  return {
    ok: true,
    retry: { attempts, firstDelayMs: delay / 1e6, factor: numberOr(factor, 1), jitter: numberOr(jitter, 1) },
  };
}

/**
 * The waits between the tries in milliseconds, one fewer than there are tries (Kubernetes' `wait.ExponentialBackoff`).
 *
 * @param random a number from 0 up to 1, seeded by the delivery so that a repeated one waits the same
 */
export function listDelays({ attempts, firstDelayMs, factor, jitter }: RetryPlan, random: () => number): number[] {
  const delays: number[] = [];
  let delay = firstDelayMs;
  for (let attempt = 1; attempt < attempts; attempt++) {
    delays.push(Math.min(jitter > 0 ? delay * (1 + random() * jitter) : delay, maxDelayMs));
    if (factor !== 0) delay = Math.min(delay * factor, maxDelayMs);
  }
  return delays;
}

function readDelay(duration: unknown): number | undefined {
  if (duration === undefined || duration === null) return 1e9;
  const nanoseconds = typeof duration === 'string' ? parseGoDuration(duration) : duration;
  return typeof nanoseconds === 'number' && Number.isFinite(nanoseconds) ? Math.max(nanoseconds, 0) : undefined;
}

function numberOr(value: unknown, fallback: number): number {
  return typeof value === 'number' ? value : fallback;
}

function fail(reason: string): PlannedRetry {
  return { ok: false, message: `invalid backoff configuration, ${reason}` };
}
