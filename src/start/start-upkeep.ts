import { setTimeout } from 'node:timers/promises';
import { forgetQuietCommits } from '../flow/forget-quiet-commits.ts';
import { listRunNamespaces, rememberRunNamespace } from '../flow/start/run-namespaces.ts';
import { sweepWaitingChecks } from '../flow/waiting/sweep-waiting-checks.ts';
import { allNamespaces } from '../policy/all-namespaces.ts';
import { startTokenRenewal } from '../run/token/start-token-renewal.ts';
import { type Repetition, repeat } from '../run/upkeep/repeat.ts';
import { startSweeps } from '../run/upkeep/start-sweeps.ts';
import { resyncAll } from '../schedule/sync/resync-all.ts';
import { sweepDeliveries } from '../sweep/sweep-deliveries.ts';
import { sweepInstallations } from '../sweep/sweep-installations.ts';
import type { LeadParts } from './lead-parts.ts';

const sweepWaitingEveryMs = 60_000;
const hour = 60 * 60 * 1000;
const sweepDeliveriesEveryMs = 2 * 60 * 1000;
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
  const syncing = startScheduleSync(lead);
  const leaving = repeat(() => sweepInstallations({ ...parts, ...leaveToolsOf(lead) }), {
    ...{ what: 'looking for installations that are gone', everyMs: hour, afterMs: sweepAfterMs, log },
  });
  const sweeps = [startSweeps(parts), startDeliverySweeps(lead), leaving];
  return [startTokenRenewal(parts), forgetting, ending, syncing, ...sweeps];
}

/** CronWorkflows of repositories, as their default branches hold them. */
function startScheduleSync(lead: LeadParts): Repetition {
  const { settings, records, kubernetes, signer, argoLocks, policyFile, github, log, reservedNamespaces } = lead;
  const tools = {
    ...{ appId: settings.appId, argoNamespace: settings.argoNamespace, reservedNamespaces },
    ...{ records, kubernetes, cluster: kubernetes, signer, argoLocks, github, log },
    policy: () => policyFile?.current(),
    watchRuns: (namespace: string) => rememberRunNamespace(namespace, records),
    now: Date.now,
  };
  return repeat((signal) => resyncAll(tools, signal), { what: 'syncing CronWorkflows', everyMs: hour, log });
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
