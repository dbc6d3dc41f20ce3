import type { Logger } from 'pino';
import type { Records } from '../bus/event-bus.ts';
import { type DeliveryAttempt, type GithubDeliveries, hasSucceeded } from '../github/deliveries/deliveries.ts';
import type { GithubFailure } from '../github/github.ts';
import { type FailedDeliveries, readFailedDeliveries } from './failed-deliveries.ts';
import { type ReadingLimits, readDeliveries } from './read-deliveries.ts';

export interface DeliverySweepTools {
  github: GithubDeliveries;
  records: Records;
  /** Rejects while the bus takes nothing: what GitHub sends again then would only fail once more. */
  checkWritable(): Promise<void>;
  /** Milliseconds since 1970. */
  now: () => number;
  /** Resolves after so long, or rejects when the signal is aborted. */
  wait: (ms: number, signal: AbortSignal) => Promise<unknown>;
  log: Pick<Logger, 'info' | 'warn'>;
  limits?: Partial<DeliverySweepLimits>;
}

export interface DeliverySweepLimits extends ReadingLimits {
  /** Deliveries that one sweep has sent again at most. */
  maxRedeliveries: number;
  /** Between two of them, as GitHub wants it of writes. */
  paceMs: number;
  /** What failed again waits so long, then twice as long, and so on. */
  againAfterMs: number;
}

const minute = 60 * 1000;
/** GitHub sends again what is at most this old. */
export const redeliverableMs = 3 * 24 * 60 * minute;

const defaultLimits: DeliverySweepLimits = {
  maxPages: 100,
  maxRedeliveries: 500,
  paceMs: 1000,
  reachMs: redeliverableMs,
  overlapMs: 5 * minute,
  againAfterMs: 2 * minute,
};

/**
 * Has GitHub send again what it could not deliver: each delivery of the last three days whose attempts all failed, the oldest first;
 * once, and if that fails too, again with growing pauses. GitHub itself never does. Where nothing failed this is one call.
 */
export async function sweepDeliveries(tools: DeliverySweepTools, signal: AbortSignal): Promise<void> {
  const limits = { ...defaultLimits, ...tools.limits };
  const failed = await readFailedDeliveries(tools.records);
  const succeeded = new Set<string>();
  const failure = await readDeliveries(tools, limits, async (attempts) => {
    for (const attempt of attempts) await note(attempt, failed, succeeded);
  });
  if (failure !== undefined) complain(tools, failure);
  await failed.forget(tools.now() - limits.reachMs);
  await sendAgain(tools, { limits, failed, signal });
}

/**
 * Attempts come newest first, and a sweep may be told of older ones than the sweep before it: a success ends it whenever it was.
 *
 * @param succeeded those of this sweep that succeeded at once: GitHub sends some twice, and nothing is written for them
 */
async function note(attempt: DeliveryAttempt, failed: FailedDeliveries, succeeded: Set<string>): Promise<void> {
  const { guid, id: attemptId, deliveredAt: at } = attempt;
  const known = failed.get(guid);
  if (known?.isSettled === true || succeeded.has(guid)) return;
  const first = { attemptId, at, tries: 0, dueAt: 0 };
  if (!hasSucceeded(attempt)) {
    if (known === undefined) await failed.keep(guid, { ...first, isSettled: false });
    else if (at > known.at) await failed.keep(guid, { ...known, attemptId, at });
  } else if (known !== undefined || attempt.isRedelivery) {
    await failed.keep(guid, { ...(known ?? first), isSettled: true });
  } else {
    succeeded.add(guid);
  }
}

interface Sending {
  limits: DeliverySweepLimits;
  failed: FailedDeliveries;
  signal: AbortSignal;
}

async function sendAgain(tools: DeliverySweepTools, { limits, failed, signal }: Sending): Promise<void> {
  const due = failed.due(tools.now()).slice(0, limits.maxRedeliveries);
  if (due.length === 0) return;
  await tools.checkWritable();
  let sent = 0;
  for (const [index, [guid, each]] of due.entries()) {
    if (index > 0) await tools.wait(limits.paceMs, signal).catch(() => undefined);
    if (signal.aborted) break;
    const asked = await tools.github.redeliver(each.attemptId);
    if (!asked.ok && asked.failure.kind === 'later') {
      complain(tools, asked.failure);
      break;
    }
    if (asked.ok) sent += 1;
    else tools.log.warn({ delivery: guid }, `GitHub does not send a delivery again: ${asked.failure.message}`);
    const dueAt = tools.now() + limits.againAfterMs * 2 ** each.tries;
    await failed.keep(guid, { ...each, tries: each.tries + 1, dueAt });
  }
  tools.log.info({ sent, due: due.length }, 'had GitHub send failed deliveries again');
}

function complain({ log }: DeliverySweepTools, { message }: GithubFailure): void {
  log.warn({ reason: message }, 'the sweep of failed deliveries was cut short; it goes on with the next one');
}
