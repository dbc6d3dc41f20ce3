import type { GithubEvent } from '../../event/event.ts';
import { fieldAt, integerAt } from '../../event/payload/read-field.ts';
import { readGithubDelivery } from '../../event/read-github-delivery.ts';
import type { GithubFailure, GithubResult } from '../../github/github.ts';
import type { PullRequest } from '../../github/people/people.ts';
import type { EventRules } from '../../policy/event-rules.ts';
import { askSensor } from '../decide/ask-sensor.ts';
import { withoutChangedFiles } from '../decide/changed-files.ts';
import type { SensorDecision } from '../decide/decide-event.ts';
import { createEventEvaluators } from '../decide/event-evaluators.ts';
import type { LoadedConfiguration } from '../file/load-configuration.ts';
import type { FlowTools } from '../flow-tools.ts';
import type { Handling } from '../handling.ts';
import { isBranchPush, listensToBoth, withPushName } from './list-doubles.ts';

export type Settled = { ok: true; decisions: SensorDecision[] } | { ok: false; failure: GithubFailure };

/**
 * Pipelines with both push and pull_request run once for a commit that is in both: the push of a commit whose open pull request
 * runs the pipeline is left to it, without a word, because the pull request's check has the same name on the same commit. It costs
 * one call, only where such a pipeline would run. Where the policy lets both run, the push's check has a name of its own.
 */
export async function leaveToPullRequest(
  event: GithubEvent,
  loaded: LoadedConfiguration,
  { decisions, rules, handling }: { decisions: SensorDecision[]; rules: EventRules; handling: Handling },
  tools: FlowTools,
): Promise<Settled> {
  if (!isBranchPush(event) || !decisions.some(listensToBoth)) return { ok: true, decisions };
  if (rules.pushAndPullRequest === 'both') {
    return { ok: true, decisions: decisions.map((each) => (listensToBoth(each) ? withPushName(each) : each)) };
  }
  const doubled = decisions.filter((each) => listensToBoth(each) && firedByPush(each).length > 0);
  // Whoever asks for it again means this very run.
  if (doubled.length === 0 || handling.attempt > 1) return { ok: true, decisions };
  const listed = await listOwnPullRequests(event, loaded, tools);
  if (!listed.ok) return listed;
  const left = new Set<SensorDecision>();
  for (const each of doubled) {
    for (const pullRequest of listed.value) {
      if (!(await runsFor(each, pullRequest, event, tools))) continue;
      left.add(each);
      const { number } = pullRequest;
      tools.log.info(
        { delivery: event.deliveryId, pipeline: each.decision.sensor, number },
        'left to the pull request',
      );
    }
  }
  return { ok: true, decisions: decisions.map((each) => (left.has(each) ? withoutPush(each) : each)) };
}

function firedByPush({ decision }: SensorDecision) {
  return decision.firings.filter(({ dependencies }) => dependencies.includes('push'));
}

function withoutPush(decided: SensorDecision): SensorDecision {
  const { decision } = decided;
  const pushed = firedByPush(decided);
  const firings = decision.firings.filter((each) => !pushed.includes(each));
  return { ...decided, decision: { ...decision, firings } };
}

/** The open pull requests that stand at the pushed commit and whose head is the pushed branch. */
async function listOwnPullRequests(
  { facts, deliveryId }: GithubEvent,
  { address }: LoadedConfiguration,
  { github, log }: FlowTools,
): Promise<GithubResult<PullRequest[]>> {
  const { sha = '', branch } = facts;
  const listed = await github.listPullRequests(address, sha);
  if (!listed.ok) {
    if (listed.failure.kind === 'later') return listed;
    // Running twice is better than not at all.
    log.warn({ delivery: deliveryId, reason: listed.failure.message }, 'pull requests of the commit are not known');
    return { ok: true, value: [] };
  }
  const value = listed.value.filter(
    ({ isOpen, head, body }) =>
      isOpen && head.sha === sha && head.ref === branch && integerAt(body, 'head', 'repo', 'id') === address.id,
  );
  return { ok: true, value };
}

/** Whichever event brought the commit into the pull request, being opened or being pushed to: both must run the pipeline. */
const bringing = ['opened', 'synchronize'];

/** Files are left out of it: where they say no, the pull request's check says so. */
async function runsFor(
  { sensor }: SensorDecision,
  pullRequest: PullRequest,
  push: GithubEvent,
  tools: FlowTools,
): Promise<boolean> {
  for (const action of bringing) {
    const event = eventOf(action, pullRequest, push);
    if (event === undefined) return false;
    const relaxed = withoutChangedFiles(sensor.sensor);
    const { firings } = await askSensor(sensor, event, relaxed, createEventEvaluators(tools.sandbox, event));
    if (firings.length === 0) return false;
  }
  return true;
}

/** The event as GitHub sends it for the pull request beside the push. */
function eventOf(action: string, { body, number }: PullRequest, push: GithubEvent): GithubEvent | undefined {
  const { deliveryId: id, context, installationId } = push;
  const pushed: unknown = JSON.parse(push.data);
  const payload = {
    action,
    number,
    pull_request: body,
    repository: fieldAt(pushed, 'body', 'repository'),
    sender: fieldAt(pushed, 'body', 'sender'),
    installation: { id: installationId },
  };
  const read = readGithubDelivery({
    ...{ source: 'github' as const, tenant: '', id, name: 'pull_request', headers: {} },
    receivedAt: Date.parse(context.time),
    body: Buffer.from(JSON.stringify(payload)),
  });
  return read.ok && read.kind === 'event' ? read.event : undefined;
}
