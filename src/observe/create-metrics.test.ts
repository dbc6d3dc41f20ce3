import { afterEach, describe, expect, it } from 'vitest';
import { createMetrics } from './create-metrics.ts';
import { createMetricsServer, type MetricsServer } from './create-metrics-server.ts';

let server: MetricsServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function ask(path: string, method = 'GET') {
  const response = await fetch(`http://127.0.0.1:${server?.port}${path}`, { method });
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
}

describe('createMetrics', () => {
  it('exposes what it was told', async () => {
    const metrics = createMetrics();
    metrics.webhookAnswered(202, 0.002);
    metrics.webhookAnswered(401, 0.001);
    metrics.webhookAnswered(202, 0.02);
    metrics.deliveryHandled('retry', 1);
    metrics.watchDeliveries(async () => ({ parked: 7 }));
    metrics.runCreated(0.2);
    metrics.reported('concluded');
    metrics.githubCalled('readFile', 'later');
    metrics.watchRestarted('expired');
    const { text } = await metrics.expose();
    for (const line of [
      'argo_events_app_webhook_seconds_count{status="202"} 2',
      'argo_events_app_webhook_seconds_count{status="401"} 1',
      'argo_events_app_delivery_seconds_count{outcome="retry"} 1',
      'argo_events_app_bus_deliveries{state="parked"} 7',
      'argo_events_app_run_created_seconds_count 1',
      'argo_events_app_report_events_total{event="concluded"} 1',
      'argo_events_app_github_calls_total{method="readFile",outcome="later"} 1',
      'argo_events_app_watch_restarts_total{reason="expired"} 1',
    ]) {
      expect(text.split('\n')).toContain(line);
    }
    expect(text).not.toContain('process_cpu');
  });

  it('adds the process where asked, in a registry of its own', async () => {
    const [first, second] = [createMetrics({ withProcess: true }), createMetrics({ withProcess: true })];
    expect((await first.expose()).text).toContain('argo_events_app_process_cpu_seconds_total');
    expect((await second.expose()).text).toContain('argo_events_app_process_cpu_seconds_total');
  });
});

describe('createMetricsServer', () => {
  it('serves the metrics and nothing else', async () => {
    server = await createMetricsServer(createMetrics(), { host: '127.0.0.1', port: 0 });
    const found = await ask('/metrics?x');
    expect(found).toMatchObject({ status: 200, type: expect.stringContaining('text/plain') });
    expect((await ask('/metrics', 'POST')).status).toBe(405);
    expect((await ask('/')).status).toBe(404);
  });

  it('answers 500 when the metrics cannot be had', async () => {
    const expose = async () => {
      throw new Error('no metrics');
    };
    server = await createMetricsServer({ expose }, { host: '127.0.0.1', port: 0 });
    expect(await ask('/metrics')).toMatchObject({ status: 500, text: 'Error: no metrics\n' });
  });

  it('rejects when the port is taken', async () => {
    server = await createMetricsServer(createMetrics(), { host: '127.0.0.1', port: 0 });
    const address = { host: '127.0.0.1', port: server.port };
    await expect(createMetricsServer(createMetrics(), address)).rejects.toThrow('EADDRINUSE');
  });
});
