import type { Outcome } from '../bus/event-bus.ts';
import type { GithubEvent } from '../event/event.ts';
import { eventRules } from '../policy/event-rules.ts';
import type { Problem } from '../problem/problem.ts';
import { noteNamedChecks } from '../report/rows/named-checks.ts';
import { type Decided, decideEvent, type SensorDecision } from './decide/decide-event.ts';
import { leaveToPullRequest } from './double/leave-to-pull-request.ts';
import { checkFilePrograms } from './file/check-file-programs.ts';
import type { LoadedConfiguration, Loading } from './file/load-configuration.ts';
import type { FlowTools } from './flow-tools.ts';
import type { Handling } from './handling.ts';
import { outcomeOf } from './outcome-of.ts';
import { findWithholding } from './skip/find-withholding.ts';
import { requestSkips } from './skip/request-skips.ts';
import { listFilterSkips, listFiringSkips } from './skip/skipped-check.ts';
import { planFirings } from './start/plan-firings.ts';
import { startFirings } from './start/start-firings.ts';
import { appCheckName } from './verdict/check-request.ts';
import { listDecisions } from './verdict/list-decisions.ts';
import { failedFilterOf, reportFailedFilters } from './verdict/report-failed-filters.ts';
import {
  bringsCommit,
  repeatFileProblems,
  reportFileGone,
  reportFileProblems,
} from './verdict/report-file-problems.ts';
import { concludeWaitingChecks, requestWaitingChecks } from './waiting/waiting-checks.ts';

/** The file that decides the event, and the default branch's as far as it is asked beside it. */
export interface Files {
  own: Exclude<Loading, { kind: 'failed' }>;
  stateful: Exclude<Loading, { kind: 'failed' }>;
  handling: Handling;
}

/** Has the files decide, starts what fired, and gives everything else that was meant a verdict. */
export async function handleFiles(event: GithubEvent, files: Files, tools: FlowTools): Promise<Outcome> {
  const { own, stateful, handling } = files;
  const [first, ...others] = [own, stateful].filter((each) => each.kind === 'loaded');
  if (own.kind === 'absent' && handling.attempt === 1) await reportFileGone(event, tools);
  if (first === undefined) return { kind: 'done' };

  const rules = eventRules(tools.policy(), event.facts.repository.fullName);
  const withheld = findWithholding(event, first, { rules, handling });
  // Whichever file a Sensor stands in, the check stands on the commit that the event is about.
  const { checkCommit } = first;
  const beside = others.map((each) => ({ ...each, checkCommit }));
  const decided = await decideEvent(event, first, { others: beside, joins: withheld === undefined }, tools);
  if (decided.kind === 'failed') return outcomeOf(decided.failure);
  if (decided.kind === 'postponed') return { kind: 'retry', problem: decided.problem };
  const settled = await leaveToPullRequest(event, first, { decisions: decided.decisions, rules, handling }, tools);
  if (!settled.ok) return outcomeOf(settled.failure);

  const { decisions } = settled;
  const meant: Meant = { decided: { ...decided, decisions }, own, handling };
  const held = withheld === undefined ? [] : listFiringSkips(decisions, withheld);
  const outcome: Outcome = withheld === undefined ? await carryOut(event, first, meant, tools) : { kind: 'done' };
  const skips = [...held, ...listFilterSkips(decisions, decided.event)];
  const place = { address: first.address, commit: checkCommit };
  const failure = await requestSkips(event, place, { skips, handling }, tools);
  if (withheld === undefined && handling.attempt === 1) {
    await requestWaitingChecks(event, place, decisions, tools);
    await concludeWaitingChecks(event, place, decisions, tools);
  }
  await reportProblems(event, meant, tools);
  return outcome.kind === 'done' && failure !== undefined ? outcomeOf(failure) : outcome;
}

/** What is to become of an event. */
interface Meant {
  decided: Extract<Decided, { kind: 'decided' }>;
  own: Files['own'];
  handling: Handling;
}

async function carryOut(
  event: GithubEvent,
  loaded: LoadedConfiguration,
  { decided, handling }: Meant,
  tools: FlowTools,
): Promise<Outcome> {
  const { decisions } = decided;
  const [outcome] = await Promise.all([
    startFirings(event, loaded, { decisions, event: decided.event, handling }, tools),
    noteNames(event, loaded, listNames(decisions, handling, tools), tools),
  ]);
  await reportFailedFilters(event, loaded, { decisions, handling }, tools);
  return outcome;
}

function listNames(decisions: readonly SensorDecision[], handling: Handling, { now }: FlowTools): string[] {
  const failed = decisions.flatMap((each) => failedFilterOf(each)?.name ?? []);
  return [...planFirings(decisions, handling, now).map((each) => each.checkName), ...failed];
}

/** A skipped check may come over none of these, whichever of them GitHub shows first. */
async function noteNames(
  event: GithubEvent,
  { address, checkCommit }: LoadedConfiguration,
  names: string[],
  { records, now }: FlowTools,
): Promise<void> {
  const complete = event.bringsNewCommit === true && event.facts.sha === checkCommit;
  if (names.length === 0 && !complete) return;
  const learned = { names, complete, event: event.deliveryId, now: now() };
  await noteNamedChecks(records, { repositoryId: address.id, commit: checkCommit }, learned);
}

async function reportProblems(event: GithubEvent, { decided, own, handling }: Meant, tools: FlowTools): Promise<void> {
  if (own.kind === 'absent') return;
  const programs = bringsCommit.has(event.facts.eventName) ? await checkFilePrograms(own, tools) : [];
  const problems: Problem[] = [...own.configuration.problems, ...decided.problems, ...programs];
  const { attempt, only, tell } = handling;
  const judged = { problems, decisions: listDecisions(decided.decisions, decided.event) };
  if (attempt === 1) return await reportFileProblems(event, own, judged, tools);
  if (only?.(appCheckName) === false) return;
  await repeatFileProblems(event, { loaded: own, attempt, ...judged }, tools);
  tell?.(appCheckName);
}
