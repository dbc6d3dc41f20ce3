import { describeFailure } from '../../bus/describe-failure.ts';
import type { Delivery } from '../../bus/event-bus.ts';
import { problem } from '../../problem/problem.ts';
import { type Answered, answerWith } from '../answer.ts';
import type { Caller } from '../ask/judge-caller.ts';
import type { RunAsk } from '../ask/read-run-ask.ts';
import type { RunApiTools } from '../run-api.ts';
import { fingerprintOf, idOf, readManualDelivery, tenantOf } from './manual-delivery.ts';
import { planRun } from './plan-run.ts';

/** A run that is stored and will be carried out. */
export interface StartedRun {
  delivery: Delivery;
  /** It was asked for before, with the same key. */
  repeated: boolean;
}

/**
 * Stores what is asked, once: the same Idempotency-Key gives the run of the first time, whatever its branch holds by now. Problems:
 * `run-api.key-taken`, `run-api.not-stored`, those of `planRun`.
 */
export async function storeRun(
  { ask, key, caller }: { ask: RunAsk; key: string | undefined; caller: Caller },
  tools: RunApiTools,
): Promise<Answered<StartedRun>> {
  const id = idOf(key, caller, tools.newId);
  try {
    const before = key === undefined ? undefined : await findStored(id, caller, tools);
    if (before !== undefined) return await repeat(before, ask, tools);
    const planned = await planRun({ id, ask, caller }, tools);
    if (!planned.ok) return planned;
    const published = await tools.bus.publish(planned.value);
    if (published === 'stored') return { ok: true, value: { delivery: planned.value, repeated: false } };
    // Another request with this key came in between.
    const stored = await findStored(id, caller, tools);
    return await repeat(stored ?? planned.value, ask, tools);
  } catch (thrown) {
    tools.log.error({ run: id, reason: describeFailure(thrown) }, 'could not store a run');
    return answerWith({ status: 503, problems: [problem('run-api.not-stored', {})], retryAfterMs: 5000 });
  }
}

function findStored(id: string, { repository }: Caller, { bus }: RunApiTools): Promise<Delivery | undefined> {
  return bus.find('manual', tenantOf(repository.id), id);
}

/** What is unfinished or dead is due again with it, as a delivery of GitHub's is. */
async function repeat(stored: Delivery, ask: RunAsk, tools: RunApiTools): Promise<Answered<StartedRun>> {
  if (readManualDelivery(stored)?.asked !== fingerprintOf(ask)) {
    return answerWith({ status: 409, problems: [problem('run-api.key-taken', {})] });
  }
  await tools.bus.publish(stored);
  return { ok: true, value: { delivery: stored, repeated: true } };
}
