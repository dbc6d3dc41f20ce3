import type { Trigger } from '../sensor.ts';
import { onlyOnce, type PlannedRetry, planRetry } from './plan-retry.ts';

/** How a trigger is to be carried out, beyond what: read from the trigger alone. */
export interface TriggerPlan {
  /** Without it Argo Events neither retries nor turns to the dead-letter trigger. */
  atLeastOnce: boolean;
  /** Tries of the action, as they count: one where there is no strategy or no `atLeastOnce`. */
  retry: PlannedRetry;
  rateLimit?: RateLimitPlan;
  /** Judges what the action came to. */
  policy?: PolicyPlan;
  /** Carried out when all tries failed, with the same events; it has a plan of its own. */
  dlqTrigger?: { trigger: Trigger; plan: TriggerPlan };
}

/** At most so many firings of the trigger in any time of this length. */
export interface RateLimitPlan {
  requests: number;
  perMs: number;
}

export type PolicyPlan =
  | {
      kind: 'labels';
      /** The created or changed object has to get all of them. */
      labels: Record<string, string>;
      /** How often and how long it is looked at. */
      backoff: PlannedRetry;
      /** Labels that have not come by then are a failure; otherwise they are none. */
      failsOnTimeout: boolean;
    }
  | {
      kind: 'status';
      /** Status codes of an HTTP answer that are no failure. */
      allow: number[];
    };

const unitMs: ReadonlyMap<string, number> = new Map([
  ['Second', 1_000],
  ['Minute', 60_000],
  ['Hour', 3_600_000],
]);

/** Reads a trigger's `atLeastOnce`, `retryStrategy`, `rateLimit`, `policy` and `dlqTrigger`, as Argo Events 1.9 does. */
export function planTrigger(trigger: Trigger): TriggerPlan {
  const { atLeastOnce = false, retryStrategy, rateLimit, dlqTrigger } = trigger;
  const policy = planPolicy(trigger);
  const isRepeated = atLeastOnce && retryStrategy !== undefined;
  return {
    atLeastOnce,
    retry: isRepeated ? planRetry(retryStrategy) : { ok: true, retry: onlyOnce },
    ...(rateLimit === undefined ? {} : { rateLimit: planRateLimit(rateLimit) }),
    ...(policy === undefined ? {} : { policy }),
    ...(atLeastOnce && dlqTrigger !== undefined
      ? { dlqTrigger: { trigger: dlqTrigger, plan: planTrigger(dlqTrigger) } }
      : {}),
  };
}

/** An unknown unit is a second, as upstream; `sensor.rate-limit` refuses what is no number of requests. */
function planRateLimit({ unit = '', requestsPerUnit = 0 }: NonNullable<Trigger['rateLimit']>): RateLimitPlan {
  return { requests: Math.max(Math.floor(requestsPerUnit), 1), perMs: unitMs.get(unit) ?? 1_000 };
}

/** A policy of another kind than the trigger's is ignored. */
function planPolicy({ template, policy }: Trigger): PolicyPlan | undefined {
  const { k8s, status } = policy ?? {};
  if (template.k8s !== undefined || template.argoWorkflow !== undefined) {
    if (k8s === undefined) return undefined;
    const { labels = {}, backoff = {}, errorOnBackoffTimeout = false } = k8s;
    return { kind: 'labels', labels, backoff: planRetry(backoff), failsOnTimeout: errorOnBackoffTimeout };
  }
  const hasStatus = template.http !== undefined || template.awsLambda !== undefined;
  return hasStatus && status !== undefined ? { kind: 'status', allow: status.allow ?? [] } : undefined;
}
