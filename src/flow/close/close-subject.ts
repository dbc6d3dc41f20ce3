import type { Outcome } from '../../bus/event-bus.ts';
import type { GithubEvent } from '../../event/event.ts';
import { labels } from '../../kubernetes/labels.ts';
import { cancelRuns } from '../../run/cancel/cancel-runs.ts';
import type { LiveRun } from '../../run/cancel/list-live-runs.ts';
import { type RunSubject, rememberClosed } from '../../run/concurrency/closed-subjects.ts';
import { orderedRunOf } from '../../run/concurrency/find-replacement.ts';
import { compareRuns, type OrderedRun } from '../../run/concurrency/run-order.ts';
import type { FlowTools } from '../flow-tools.ts';
import { usedNamespaces } from './used-namespaces.ts';

interface Closing {
  subject: RunSubject;
  /** A sentence for the checks of the runs that are over. */
  because: string;
  isAbout: (run: LiveRun) => boolean;
  /** Milliseconds since 1970. */
  occurredAt: number;
}

/**
 * Ends the live runs of a pull request that was closed, or of a merge group that is no more, and keeps older events of it from
 * starting any. Runs of newer events (it may have been opened again) and of this very one go on. Doing it again changes nothing.
 */
export async function closeSubject(event: GithubEvent, tools: FlowTools): Promise<Outcome> {
  const closing = describeClosing(event);
  if (closing === undefined) return { kind: 'done' };
  const { because, subject, isAbout, occurredAt } = closing;
  const order = { occurredAt, receivedAt: Date.parse(event.context.time) };
  const closed: OrderedRun = { order, delivery: event.deliveryId, attempt: 1 };
  // What is written first is seen by every run that is made while the others are ended.
  await rememberClosed(subject, { ...closed, because, at: tools.now() }, tools.records);
  const outcome = await cancelRuns(
    {
      namespaces: await usedNamespaces(tools),
      having: { [labels.repositoryId]: String(subject.repositoryId) },
      isMeant: (run) =>
        isAbout(run) &&
        run.identity.delivery !== event.deliveryId &&
        compareRuns(closed, orderedRunOf(run.identity)) > 0,
      because,
    },
    tools,
  );
  if (outcome.kind === 'later') return { ...outcome, kind: 'retry' };
  for (const { code, message } of outcome.problems) tools.log.warn({ code, delivery: event.deliveryId }, message);
  return { kind: 'done' };
}

function describeClosing({ facts, occurredAt, context }: GithubEvent): Closing | undefined {
  const { action, eventName, mergeGroup, pullRequest, repository } = facts;
  const about = { repositoryId: repository.id, event: eventName };
  if (eventName === 'pull_request' && action === 'closed' && pullRequest !== undefined) {
    const { number } = pullRequest;
    return {
      subject: { ...about, commit: '', pullRequest: number },
      because: `Pull request #${number} was closed`,
      isAbout: ({ identity }) => identity.pullRequest === number,
      occurredAt,
    };
  }
  if (eventName !== 'merge_group' || action !== 'destroyed' || mergeGroup === undefined) return undefined;
  const { headSha } = mergeGroup;
  return {
    subject: { ...about, commit: headSha },
    because: 'The merge group is no more',
    isAbout: ({ identity }) => identity.event === 'merge_group' && identity.commit === headSha,
    // What GitHub says of the time is that of the commit, not of its end.
    occurredAt: Date.parse(context.time),
  };
}
