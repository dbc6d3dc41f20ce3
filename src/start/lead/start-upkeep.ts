import { setTimeout } from 'node:timers/promises';
import { forgetQuietCommits } from '../../flow/forget-quiet-commits.ts';
import { listRunNamespaces, rememberRunNamespace } from '../../flow/start/run-namespaces.ts';
import { sweepWaitingChecks } from '../../flow/waiting/sweep-waiting-checks.ts';
import { allNamespaces } from '../../policy/all-namespaces.ts';
import { startTokenRenewal } from '../../run/token/start-token-renewal.ts';
import { type Repetition, repeat } from '../../run/upkeep/repeat.ts';
import { startSweeps } from '../../run/upkeep/start-sweeps.ts';
import { type FindTools, findOwnCrons } from '../../schedule/finding/find-own-crons.ts';
import { lookThroughInstallations } from '../../schedule/finding/look-through-installations.ts';
import { resyncAll } from '../../schedule/sync/resync-all.ts';
import { sweepDeliveries } from '../../sweep/sweep-deliveries.ts';
import { sweepInstallations } from '../../sweep/sweep-installations.ts';
import type { LeadParts } from './lead-parts.ts';

const sweepWaitingEveryMs = 60_000;
const hour = 60 * 60 * 1000;
const sweepDeliveriesEveryMs = 2 * 60 * 1000;
/** A hundred repositories of each installation every time, a call for most. */
const lookThroughEveryMs = 5 * 60 * 1000;
/** Until a pod that has just started is found ready and gets webhooks: what GitHub sends again sooner fails again. */
const sweepDeliveriesAfterMs = 15_000;

/** What the leader does again and again, beside the checks. */
export function startUpkeep(lead: LeadParts, wakeReporter: () => void): Repetition[] {
  const { settings, records, log, kubernetes, signer, policyFile, tokens } = lead;
  const { sweepAfterMs = sweepDeliveriesAfterMs } = lead;
  const parts = {
    appId: settings.appId,
    ...{ kubernetes, cluster: kubernetes, records, signer, tokens, log },
    now: Date.now,
    namespaces: async () => [
      ...new Set([
        ...allNamespaces(policyFile?.current(), settings.argoNamespace),
        ...(await listRunNamespaces(records)),
      ]),
    ],
  };
  const forgetting = repeat(() => forgetQuietCommits(records, Date.now()), { what: 'forgetting', everyMs: hour, log });
  const ending = repeat(() => sweepWaitingChecks({ records, wakeReporter, now: Date.now }), {
    ...{ what: 'ending checks that wait no more', everyMs: sweepWaitingEveryMs, log },
  });
  const syncing = syncToolsOf(lead);
  const followed = { ...parts, ...leaveToolsOf(lead), syncing, github: lead.github, wakeReporter };
  const following = repeat(
    async (signal) => {
      await sweepInstallations(followed, signal);
      // Of one that is new, at once.
      await lookThroughInstallations({ ...syncing, installations: lead.github }, signal);
    },
    { what: 'looking at installations', everyMs: hour, afterMs: sweepAfterMs, log },
  );
  const sweeps = [startSweeps(parts), startDeliverySweeps(lead), following];
  const schedules = startScheduleSync(lead, { ...syncing, namespaces: parts.namespaces });
  return [startTokenRenewal(parts), forgetting, ending, ...schedules, ...sweeps];
}

/** CronWorkflows of repositories, as their default branches hold them. */
function startScheduleSync(
  { github, log }: LeadParts,
  syncing: ReturnType<typeof syncToolsOf> & Pick<FindTools, 'namespaces'>,
): Repetition[] {
  const tools = { ...syncing, installations: github };
  const known = repeat(
    async (signal) => {
      await findOwnCrons(tools, signal);
      await resyncAll(tools, signal);
    },
    { what: 'syncing CronWorkflows', everyMs: hour, log },
  );
  const unknown = repeat((signal) => lookThroughInstallations(tools, signal), {
    ...{
      what: 'looking for CronWorkflows of repositories',
      everyMs: lookThroughEveryMs,
      afterMs: lookThroughEveryMs,
      log,
    },
  });
  return [known, unknown];
}

function syncToolsOf(lead: LeadParts) {
  const { settings, records, kubernetes, signer, argoLocks, policyFile, github, log, reservedNamespaces } = lead;
  return {
    ...{ appId: settings.appId, argoNamespace: settings.argoNamespace, reservedNamespaces },
    ...{ records, kubernetes, cluster: kubernetes, signer, argoLocks, github, log },
    policy: () => policyFile?.current(),
    watchRuns: (namespace: string) => rememberRunNamespace(namespace, records),
    now: Date.now,
  };
}

function leaveToolsOf({ settings, kubernetes, github, policyFile }: LeadParts) {
  return {
    argoNamespace: settings.argoNamespace,
    triggers: { cluster: kubernetes },
    installations: github,
    policy: () => policyFile?.current(),
  };
}

/** A delivery that failed while nobody listened is sent again as soon as somebody does. */
function startDeliverySweeps(lead: LeadParts): Repetition {
  const { github, records, checkWritable, log, sweepAfterMs = sweepDeliveriesAfterMs } = lead;
  const wait = (ms: number, signal: AbortSignal) => setTimeout(ms, undefined, { signal, ref: false });
  const tools = { github, records, checkWritable, log, wait, now: Date.now };
  return repeat((signal) => sweepDeliveries(tools, signal), {
    ...{ what: 'sweeping failed deliveries', everyMs: sweepDeliveriesEveryMs, afterMs: sweepAfterMs, log },
  });
}
