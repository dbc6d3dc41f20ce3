import type { LeaderDuties } from '../leader/leadership.ts';
import type { Manifests } from '../manifests/manifests.ts';
import { allNamespaces } from '../policy/all-namespaces.ts';
import { type Repetition, repeat } from '../run/upkeep/repeat.ts';
import { type OperatorCronTools, syncOperatorCrons } from '../schedule/sync/sync-operator-crons.ts';
import type { AppParts } from './app-parts.ts';

const hour = 60 * 60 * 1000;
const againMs = 30_000;

/** The operator's CronWorkflows in the cluster: looked at when the documents change, hourly, and soon again after trouble. */
export function operateCrons(parts: AppParts): LeaderDuties {
  const { settings, log, bus, kubernetes, signer, argoLocks, operated, policyFile } = parts;
  const tools: OperatorCronTools = {
    ...{ appId: settings.appId, cluster: kubernetes, signer, argoLocks, records: bus.records, log },
    namespaces: () => allNamespaces(policyFile?.current(), settings.argoNamespace),
  };
  let wanted: Manifests | undefined;
  let wake: () => void = () => undefined;
  let running: Repetition | undefined;
  let hasChanged = false;
  operated.onManifests((manifests) => {
    wanted = manifests;
    hasChanged = true;
    wake();
  });

  /** Ends early when the documents change, and at once when they did since the last look began. */
  const pause = async (ms: number, signal: AbortSignal): Promise<void> => {
    if (hasChanged) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      timer.unref();
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
      signal.addEventListener('abort', () => wake(), { once: true });
    });
  };

  return {
    begin() {
      // Without the setting there are no documents, and those of a former setting are nobody's to take away.
      if (settings.manifestsDir === undefined) return;
      let isDone = true;
      running = repeat(
        async () => {
          const { cronWorkflows: documents, isComplete } = wanted ?? { cronWorkflows: [], isComplete: false };
          hasChanged = false;
          isDone = false;
          isDone = await syncOperatorCrons({ documents, isComplete }, tools);
        },
        {
          ...{ what: "syncing the operator's CronWorkflows", everyMs: hour, log },
          wait: (everyMs, signal) => pause(isDone ? everyMs : againMs, signal),
        },
      );
    },
    async end() {
      await running?.stop();
      running = undefined;
    },
  };
}
