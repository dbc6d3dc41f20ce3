import type { ObjectHead } from '../../kubernetes/cluster-objects.ts';
import { annotations, labels } from '../../kubernetes/labels.ts';
import { listLiveRuns } from '../cancel/list-live-runs.ts';
import { configMapKind } from '../kept/kept-kinds.ts';
import type { SweepTools } from './sweep-secrets.ts';

/** A run that has just asked for its limit is made well within this time. */
const unusedAfterMs = 60 * 60 * 1000;

/** ConfigMaps with the limit of a group that has had no run for an hour and has none now. */
export async function sweepLimits(namespace: string, tools: SweepTools): Promise<void> {
  const selector = `${labels.managedBy}=${tools.appId},${labels.holds}=limit`;
  const listed = await tools.cluster.listObjects({ served: configMapKind, namespace }, selector);
  if (!listed.ok) return;
  const unused = listed.value.filter((each) => isUnused(each, tools.now()));
  if (unused.length === 0) return;
  const live = await listLiveRuns(namespace, {}, tools);
  if (!live.ok) return;
  const groups = new Set(live.value.map((run) => run.head.metadata.labels?.[labels.group]));
  for (const { metadata } of unused.filter((each) => !groups.has(each.metadata.labels?.[labels.group]))) {
    const { name, uid, resourceVersion } = metadata;
    await tools.cluster.deleteObject(
      { served: configMapKind, namespace, name },
      // In the version that was looked at: a run may have asked for it just now.
      { uid, resourceVersion },
      { dryRun: false },
    );
  }
}

function isUnused({ metadata }: ObjectHead, now: number): boolean {
  return now - Number(metadata.annotations?.[annotations.usedAt] ?? 0) > unusedAfterMs;
}
