import { type Later, later } from '../../problem/later.ts';
import { type Problem, problem } from '../../problem/problem.ts';
import { numberAttempt } from '../../run/identity/attempt-number.ts';
import { ownerOf, type RunRequest } from '../../run/run-request.ts';
import { listDelays, type PlannedRetry, type RetryPlan } from '../../sensor/plan/plan-retry.ts';
import { attemptTrigger } from '../attempt-trigger.ts';
import { nameOf } from '../object/object-task.ts';
import type { AttemptTools } from '../trigger-tools.ts';
import type { FiringRow } from './firing-row.ts';
import { describeUnreached, lookAtLabels } from './look-at-labels.ts';
import { seedRandom } from './seed-random.ts';
import { takeSlot } from './take-slot.ts';

export type Step = { kind: 'row'; row: FiringRow } | Later;

/**
 * The next thing to do for an open firing: its place in the rate limit, a try, or a look at the labels of what it made. Done again
 * after a crash it comes to the same.
 */
export async function takeStep(row: FiringRow, request: RunRequest, tools: AttemptTools): Promise<Step> {
  const { plan } = request.firing;
  if (!plan.retry.ok) return end(row, [planProblem('retryStrategy', plan.retry.message, request)]);
  const { rateLimit } = plan;
  if (rateLimit !== undefined && row.slotAt === undefined) {
    const key = `${keyOfOwner(request)}/${request.sensor}/${nameOf(request)}`;
    const slotAt = await takeSlot(key, rateLimit, tools);
    const reason = 'many firings want a place in its rate limit at once';
    if (slotAt === undefined) return later(problem('trigger.waiting', { trigger: nameOf(request), reason }), undefined);
    return { kind: 'row', row: { ...row, slotAt, notBefore: slotAt } };
  }
  if (row.made !== undefined) return await look(row, request, tools);
  return await attempt(row, plan.retry.retry, request, tools);
}

async function attempt(row: FiringRow, retry: RetryPlan, request: RunRequest, tools: AttemptTools): Promise<Step> {
  const tried = await attemptTrigger({ ...request, attempt: numberAttempt(request.attempt, row.failures) }, tools);
  switch (tried.kind) {
    case 'later':
      return tried;
    case 'refused':
      return end({ ...row, isJudged: true }, tried.problems);
    case 'failed':
      return failed(row, tried.problems, { retry, tools });
    case 'done': {
      const run = tried.run === undefined ? {} : { run: tried.run };
      const isAwaited = tried.made !== undefined && awaitedLabels(request) !== undefined;
      if (isAwaited) return { kind: 'row', row: { ...row, ...run, made: tried.made, looks: 0 } };
      return { kind: 'row', row: { ...row, ...run, state: 'done' } };
    }
  }
}

/** Without `errorOnBackoffTimeout` whatever the labels become is a success, so nothing is waited for. */
function awaitedLabels({ firing }: RunRequest): { labels: Record<string, string>; backoff: PlannedRetry } | undefined {
  const { policy } = firing.plan;
  const isAwaited = policy?.kind === 'labels' && policy.failsOnTimeout;
  return isAwaited && Object.keys(policy.labels).length > 0 ? policy : undefined;
}

async function look(row: FiringRow, request: RunRequest, tools: AttemptTools): Promise<Step> {
  const { made, looks = 0 } = row;
  const awaited = awaitedLabels(request);
  const { retry } = request.firing.plan;
  if (made === undefined || awaited === undefined || !retry.ok) return { kind: 'row', row: { ...row, state: 'done' } };
  const { backoff, labels } = awaited;
  if (!backoff.ok) return end(row, [planProblem('policy.k8s.backoff', backoff.message, request)]);
  const seen = await lookAtLabels(made, labels, { trigger: nameOf(request), tools });
  switch (seen.kind) {
    case 'later':
      return seen;
    case 'reached':
      return { kind: 'row', row: { ...row, state: 'done' } };
    case 'failed':
      return failed(row, seen.problems, { retry: retry.retry, tools });
    case 'not-yet': {
      const delays = listDelays(backoff.retry, seedRandom(`${tools.hash}/labels`));
      const delay = delays[looks];
      if (delay !== undefined) {
        return { kind: 'row', row: { ...row, looks: looks + 1, notBefore: tools.now() + delay } };
      }
      return failed(row, [describeUnreached(made, labels, nameOf(request))], { retry: retry.retry, tools });
    }
  }
}

/** Another try after a pause, if there is one left. What was made is left behind: the next try makes its own. */
function failed(
  row: FiringRow,
  problems: Problem[],
  { retry, tools }: { retry: RetryPlan; tools: AttemptTools },
): Step {
  const delay = listDelays(retry, seedRandom(tools.hash))[row.failures];
  if (delay === undefined) return end(row, problems);
  const { made: _left, looks: _seen, run: _ended, ...rest } = row;
  return { kind: 'row', row: { ...rest, failures: row.failures + 1, notBefore: tools.now() + delay } };
}

function end(row: FiringRow, problems: Problem[]): Step {
  return { kind: 'row', row: { ...row, state: 'failed', problems } };
}

function planProblem(field: string, reason: string, request: RunRequest): Problem {
  return problem('trigger.plan', { trigger: nameOf(request), field, reason });
}

/** A repository's number stays when it is renamed. */
function keyOfOwner(request: RunRequest): string {
  const { id, name } = ownerOf(request);
  return request.owner === 'operator' ? name : String(id);
}
