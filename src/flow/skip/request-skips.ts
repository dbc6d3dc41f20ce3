import type { GithubEvent } from '../../event/event.ts';
import type { GithubFailure } from '../../github/github.ts';
import { hasCheckNamed, type NamedChecks, noteNamedChecks, readNamedChecks } from '../../report/rows/named-checks.ts';
import type { FlowTools } from '../flow-tools.ts';
import type { Handling } from '../handling.ts';
import { type CheckPlace, requestVerdict, verdictIdOf } from '../verdict/check-request.ts';
import type { SkippedCheck } from './skipped-check.ts';

/**
 * Asks for the checks that say what was skipped, each only if the App has no check of that name on that commit yet: a newer
 * `skipped` would hide a failure. What this app wrote there it knows; about a commit that it has not seen from the beginning it
 * asks GitHub once, for all of them together.
 *
 * @returns why GitHub did not answer; nothing was asked for then
 */
export async function requestSkips(
  event: GithubEvent,
  place: CheckPlace,
  { skips, handling }: { skips: readonly SkippedCheck[]; handling: Handling },
  tools: FlowTools,
): Promise<GithubFailure | undefined> {
  const { attempt, only = () => true, tell } = handling;
  // Somebody asked for that very check once more.
  const isAsked = attempt > 1 && tell !== undefined;
  const meant = skips.filter((each) => only(each.name));
  if (meant.length === 0) return undefined;
  const known = await learnNames(event, place, tools);
  if (!known.ok) return known.failure;
  for (const { name, sensor, trigger, text } of meant) {
    if (hasCheckNamed(known.value, name)) continue;
    const verdict = {
      name,
      externalId: verdictIdOf(event, [sensor, trigger, 'skipped'], attempt),
      key: `skipped/${place.address.id}/${place.commit}/${name}${isAsked ? `/${attempt}` : ''}`,
      conclusion: 'skipped' as const,
      ...text,
      annotations: [],
      unlessNamed: true as const,
    };
    await requestVerdict(place, verdict, tools);
    if (isAsked) tell(name);
  }
  return undefined;
}

type Learned = { ok: true; value: NamedChecks } | { ok: false; failure: GithubFailure };

async function learnNames(event: GithubEvent, { address, commit }: CheckPlace, tools: FlowTools): Promise<Learned> {
  const at = { repositoryId: address.id, commit };
  const known = await readNamedChecks(tools.records, at);
  if (known?.complete === true) return { ok: true, value: known };
  const isNew = event.bringsNewCommit === true && event.facts.sha === commit;
  const listed = isNew ? { ok: true as const, value: [] } : await tools.github.listLatestChecks(address, commit);
  if (!listed.ok) return listed;
  const names = listed.value.map((each) => each.name);
  return { ok: true, value: await noteNamedChecks(tools.records, at, { names, complete: true, now: tools.now() }) };
}
