import { describe, expect, it } from 'vitest';
import type { Trigger } from '../sensor.ts';
import { planTrigger } from './plan-trigger.ts';

function triggerOf(changes: Partial<Trigger>, kind: object = { argoWorkflow: {} }): Trigger {
  return { template: { name: 't', ...kind }, ...changes };
}

const once = { ok: true, retry: { attempts: 1, firstDelayMs: 0, factor: 1, jitter: 0 } };

describe('planTrigger', () => {
  it('tries once where nothing else is said', () => {
    expect(planTrigger(triggerOf({}))).toEqual({ atLeastOnce: false, retry: once });
  });

  it('tries again only with atLeastOnce', () => {
    const retryStrategy = { steps: 3 };

    expect(planTrigger(triggerOf({ retryStrategy })).retry).toEqual(once);
    expect(planTrigger(triggerOf({ retryStrategy, atLeastOnce: true })).retry).toMatchObject({
      retry: { attempts: 3 },
    });
  });

  it('has a plan for the dead-letter trigger', () => {
    const dlqTrigger = triggerOf({ atLeastOnce: true, retryStrategy: { steps: 2 } }, { http: {} });

    expect(planTrigger(triggerOf({ atLeastOnce: true, dlqTrigger })).dlqTrigger).toMatchObject({
      trigger: dlqTrigger,
      plan: { atLeastOnce: true, retry: { retry: { attempts: 2 } } },
    });
    expect(planTrigger(triggerOf({ dlqTrigger })).dlqTrigger).toBeUndefined();
  });

  it.each([
    [
      { requestsPerUnit: 3, unit: 'Minute' },
      { requests: 3, perMs: 60_000 },
    ],
    [
      { requestsPerUnit: 3, unit: 'Hour' },
      { requests: 3, perMs: 3_600_000 },
    ],
    [{ requestsPerUnit: 3 }, { requests: 3, perMs: 1000 }],
    [
      { requestsPerUnit: 3, unit: 'Day' },
      { requests: 3, perMs: 1000 },
    ],
    [{ requestsPerUnit: 0 }, { requests: 1, perMs: 1000 }],
  ])('limits the rate by %j', (rateLimit, expected) => {
    expect(planTrigger(triggerOf({ rateLimit })).rateLimit).toEqual(expected);
  });

  const labels = { 'workflows.argoproj.io/phase': 'Succeeded' };
  it.each([
    [{ k8s: { labels } }, { argoWorkflow: {} }, { kind: 'labels', labels, failsOnTimeout: false }],
    [{ k8s: { labels, errorOnBackoffTimeout: true } }, { k8s: {} }, { kind: 'labels', labels, failsOnTimeout: true }],
    [{ status: { allow: [200, 201] } }, { http: {} }, { kind: 'status', allow: [200, 201] }],
    [{ status: {} }, { awsLambda: {} }, { kind: 'status', allow: [] }],
  ])('judges by the policy %j', (policy, kind, expected) => {
    expect(planTrigger(triggerOf({ policy }, kind)).policy).toMatchObject(expected);
  });

  it.each([
    [{ status: { allow: [200] } }, { k8s: {} }],
    [{ k8s: { labels } }, { http: {} }],
    [{ k8s: { labels } }, { log: {} }],
  ])('ignores the policy %j for %j', (policy, kind) => {
    expect(planTrigger(triggerOf({ policy }, kind)).policy).toBeUndefined();
  });
});
