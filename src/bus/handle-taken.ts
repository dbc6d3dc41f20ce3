import type { Logger } from 'pino';
import { type Problem, problem } from '../problem/problem.ts';
import { describeFailure } from './describe-failure.ts';
import type { ConsumeOptions, Delivery, Outcome } from './event-bus.ts';
import { isParked, pauseAfter, type RetrySchedule } from './retry-schedule.ts';

/** A delivery in hand: its queue hands out nothing else until it is settled. */
export interface TakenDelivery {
  delivery: Delivery;
  /** Tries so far, this one included. */
  attempts: number;
  /** When it failed first; absent while it has not. Milliseconds since 1970. */
  failingSince?: number;
  /** Given up already, but `onDead` has not succeeded: that is what is to be tried again. */
  dying?: { problem: Problem; farewells: number };
}

/** What becomes of a delivery in hand. `returned`: nothing happened, it is due again and the try does not count. */
export type Settlement =
  | { kind: 'done'; at: number }
  | { kind: 'dead'; at: number; problem: Problem }
  | { kind: 'paused'; dueAt: number; failingSince: number; problem: Problem }
  | { kind: 'dying'; dueAt: number; failingSince: number; problem: Problem }
  | { kind: 'returned' };

export interface Handling extends Pick<ConsumeOptions, 'handle' | 'onDead'> {
  signal: AbortSignal;
  schedule: RetrySchedule;
  now: () => number;
  log: Pick<Logger, 'warn' | 'error'>;
}

/**
 * Handles one delivery and says what becomes of it. Never rejects: a handler that throws has failed like one that asks for a
 * retry. A delivery is dead only after `onDead` has succeeded; until then it stays parked and only `onDead` is tried again.
 */
export async function handleTaken(taken: TakenDelivery, handling: Handling): Promise<Settlement> {
  if (taken.dying !== undefined) {
    return letDie(taken, taken.dying.problem, handling);
  }
  const outcome = await tryHandling(taken, handling);
  switch (outcome.kind) {
    case 'done':
      return { kind: 'done', at: handling.now() };
    case 'give-up':
      return letDie(taken, outcome.problem, handling);
    case 'retry':
      return handling.signal.aborted ? { kind: 'returned' } : pauseOrLetDie(taken, outcome, handling);
  }
}

async function tryHandling(taken: TakenDelivery, handling: Handling): Promise<Outcome> {
  const { delivery } = taken;
  try {
    return await handling.handle(delivery, { attempt: taken.attempts, signal: handling.signal });
  } catch (thrown) {
    const reason = describeFailure(thrown);
    if (!handling.signal.aborted) {
      handling.log.error({ ...nameOf(delivery), attempt: taken.attempts, reason }, 'handling a delivery threw');
    }
    return { kind: 'retry', problem: problem('bus.handler-failed', { reason }) };
  }
}

async function pauseOrLetDie(
  taken: TakenDelivery,
  outcome: Extract<Outcome, { kind: 'retry' }>,
  handling: Handling,
): Promise<Settlement> {
  const { now, schedule, log } = handling;
  const failingSince = taken.failingSince ?? now();
  const deadline = failingSince + schedule.giveUpAfterMs;
  if (now() >= deadline) {
    return letDie(taken, outcome.problem, handling);
  }
  const dueAt = Math.min(now() + pauseAfter(schedule, taken.attempts, outcome.afterMs), deadline);
  if (isParked(schedule, taken.attempts)) {
    const { code } = outcome.problem;
    log.warn({ ...nameOf(taken.delivery), attempt: taken.attempts, code, pauseMs: dueAt - now() }, 'parked a delivery');
  }
  return { kind: 'paused', dueAt, failingSince, problem: outcome.problem };
}

async function letDie(
  taken: TakenDelivery,
  cause: Problem,
  { onDead, schedule, now, log }: Handling,
): Promise<Settlement> {
  const { delivery } = taken;
  try {
    await onDead(delivery, cause);
  } catch (thrown) {
    const dueAt = now() + pauseAfter(schedule, 1 + (taken.dying?.farewells ?? 0));
    log.error({ ...nameOf(delivery), reason: describeFailure(thrown) }, 'could not report a delivery as dead');
    return { kind: 'dying', dueAt, failingSince: taken.failingSince ?? now(), problem: cause };
  }
  log.error({ ...nameOf(delivery), attempt: taken.attempts, code: cause.code }, 'gave a delivery up');
  return { kind: 'dead', at: now(), problem: cause };
}

function nameOf({ id, name }: Delivery): { delivery: string; event: string } {
  return { delivery: id, event: name };
}
