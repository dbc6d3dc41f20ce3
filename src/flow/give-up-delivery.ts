import type { Delivery } from '../bus/event-bus.ts';
import { decidingCommit } from '../event/deciding-commit.ts';
import { readGithubDelivery } from '../event/read-github-delivery.ts';
import { type Problem, problem } from '../problem/problem.ts';
import { addressOf } from './file/load-configuration.ts';
import type { FlowTools } from './flow-tools.ts';
import { requestVerdict, verdictOfEvent } from './verdict/check-request.ts';

/**
 * Makes it visible that an event is given up: a failed `argo-events` check on its commit. An event that names no commit, or
 * that cannot be read, has no place for a check; it is in the log and among the dead letters.
 */
export async function giveUpDelivery(delivery: Delivery, reason: Problem, tools: FlowTools): Promise<void> {
  tools.log.error({ delivery: delivery.id, event: delivery.name, code: reason.code }, 'gave up a delivery');
  const read = readGithubDelivery(delivery);
  if (!read.ok || read.kind !== 'event') return;
  const deciding = decidingCommit(read.event);
  if (deciding.kind !== 'decided' || deciding.check.kind !== 'commit') return;
  const place = { address: addressOf(read.event), commit: deciding.check.sha };
  const verdict = verdictOfEvent(read.event, problem('flow.gave-up', { reason: reason.message }));
  await requestVerdict(place, verdict, tools);
}
