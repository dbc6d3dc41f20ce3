import type { GithubEvent } from '../../event/event.ts';
import { eventRules } from '../../policy/event-rules.ts';
import type { RunRequest } from '../../run/run-request.ts';
import type { LoadedConfiguration } from '../file/load-configuration.ts';
import type { FlowTools } from '../flow-tools.ts';
import type { Handling } from '../handling.ts';
import { requestVerdict, verdictOfRun } from '../verdict/check-request.ts';
import { headOf, markOfShown, shownOf } from './head-place.ts';
import { approveAction, renderApproval } from './render-approval.ts';
import { noteWaiting } from './waiting-events.ts';

/**
 * Asks people whether what a stranger proposes may run: one check for each run that would be started, and a note of the event, so
 * that an approval can have it handled again.
 */
export async function askApproval(
  event: GithubEvent,
  loaded: LoadedConfiguration,
  { requests, handling }: { requests: readonly RunRequest[]; handling: Handling },
  tools: FlowTools,
): Promise<void> {
  const place = headOf(event);
  if (place === undefined || requests.length === 0) return;
  const { eventName, action } = event.facts;
  const isAct = eventName === 'pull_request' && action !== undefined;
  const waiting = { delivery: event.deliveryId, attempt: handling.attempt, ...(isAct ? { action } : {}) };
  const shown = shownOf(event, loaded);
  // Noted first: whoever sees the check may press its button at once.
  await noteWaiting(tools.records, place, { event: waiting, shown, now: tools.now() });
  const { approve } = eventRules(tools.policy(), event.facts.repository.fullName);
  const said = renderApproval(event, { path: loaded.path, prefix: tools.commandPrefix, approve });
  for (const request of requests) {
    const asked = verdictOfRun(request, 'action_required', [], [markOfShown(shown)]);
    const verdict = { ...asked, ...said, actions: [approveAction] };
    await requestVerdict({ address: loaded.address, commit: loaded.checkCommit }, verdict, tools);
  }
}
