import type { Metrics } from '../../observe/create-metrics.ts';
import { createMetricsServer, type MetricsServer } from '../../observe/create-metrics-server.ts';
import { type Problem, problem } from '../../problem/problem.ts';
import type { Settings } from '../../settings/settings.ts';

/** Metrics on a port of their own, which is not the public one. */
export async function exposeMetrics(
  metrics: Metrics,
  { host, metricsPort }: Settings,
): Promise<{ ok: true; server: MetricsServer | undefined } | { ok: false; problem: Problem }> {
  if (metricsPort === 0) return { ok: true, server: undefined };
  try {
    return { ok: true, server: await createMetricsServer(metrics, { host, port: metricsPort }) };
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    const values = { host, port: metricsPort, reason, setting: 'METRICS_PORT' };
    return { ok: false, problem: problem('app.cannot-listen', values) };
  }
}
