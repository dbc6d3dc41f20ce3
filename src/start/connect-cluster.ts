import { bearRefusals } from '../kubernetes/bear-refusals.ts';
import { type ClusterClient, createKubernetes } from '../kubernetes/create-kubernetes.ts';
import type { Metrics } from '../observe/create-metrics.ts';
import { type Problem, problem } from '../problem/problem.ts';
import type { Settings } from '../settings/settings.ts';

/** The cluster of the kubeconfig, or of the pod; nothing is asked of it yet. */
export async function connectCluster(
  { kubeconfig, argoServerUrl }: Settings,
  metrics: Metrics,
): Promise<{ ok: true; kubernetes: ClusterClient } | { ok: false; problem: Problem }> {
  try {
    const onWatchTrouble = metrics.watchRestarted;
    const kubernetes = await createKubernetes({ kubeconfig, argoServerUrl, onWatchTrouble });
    return { ok: true, kubernetes: bearRefusals(kubernetes, Date.now) };
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    return { ok: false, problem: problem('app.no-cluster', { reason }) };
  }
}
