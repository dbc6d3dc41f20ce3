import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { createSourceMetrics, type SourceMetrics } from './source-metrics.ts';

/** What the rooms tell about themselves. Labels are of few values: never a repository, a name or an id. */
export interface Metrics extends SourceMetrics {
  /** A webhook was answered with this HTTP status. */
  webhookAnswered(status: number, seconds: number): void;
  /** A delivery was handled; `outcome` as the bus knows it (done, retry, give-up). */
  deliveryHandled(outcome: 'done' | 'retry' | 'give-up', seconds: number): void;
  /** Has the deliveries that are not done counted, by state, whenever somebody asks. */
  watchDeliveries(count: () => Promise<Record<string, number>>): void;
  /** A Workflow was created, `seconds` after its webhook came in. */
  runCreated(seconds: number): void;
  /** The reporter wrote a check run, or met something on the way (`ReportEvent`). */
  reported(event: string): void;
  /** A call of GitHub ended: method of `GitHub`, and ok, later, gone or refused. */
  githubCalled(method: string, outcome: string): void;
  /** A watch of the cluster had to start again. */
  watchRestarted(reason: string): void;
  /** A request to the Event API was answered with this HTTP status; `by` is how its sender was known. */
  eventApiAnswered(answer: { status: number; by: 'token' | 'webhook' | 'nobody' }, seconds: number): void;
  /** A request to the API of runs by hand was answered with this HTTP status. */
  runApiAnswered(status: number, seconds: number): void;
  /** What became of one WorkflowEventBinding at one event. */
  bindingDispatched(outcome: string): void;
  /** Has the events that wait for a worker counted whenever somebody asks. */
  watchEventQueue(count: () => number): void;
  /** The exposition of everything, and its content type. */
  expose(): Promise<{ contentType: string; text: string }>;
}

const prefix = 'argo_events_app_';

/** Counters and histograms of the rooms in a registry of their own; `withProcess` adds memory, CPU and event loop. */
export function createMetrics(options: { withProcess?: boolean } = {}): Metrics {
  const registry = new Registry();
  if (options.withProcess === true) {
    collectDefaultMetrics({ register: registry, prefix });
  }
  const common = { registers: [registry] };
  const webhooks = new Histogram({
    ...common,
    name: `${prefix}webhook_seconds`,
    help: 'Time to answer a webhook, by HTTP status; the count is the number of webhooks.',
    labelNames: ['status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5],
  });
  const deliveries = new Histogram({
    ...common,
    name: `${prefix}delivery_seconds`,
    help: 'Time to handle a delivery once, by outcome.',
    labelNames: ['outcome'],
    buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  });
  let countDeliveries: () => Promise<Record<string, number>> = async () => ({});
  new Gauge({
    ...common,
    name: `${prefix}bus_deliveries`,
    help: 'Deliveries on the bus that are not done, by state; parked counts queues.',
    labelNames: ['state'],
    async collect() {
      for (const [state, count] of Object.entries(await countDeliveries())) this.set({ state }, count);
    },
  });
  const runs = new Histogram({
    ...common,
    name: `${prefix}run_created_seconds`,
    help: 'Time from a webhook to its Workflow; the count is the number of Workflows created.',
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
  });
  const checks = new Counter({
    ...common,
    name: `${prefix}report_events_total`,
    help: 'What the reporter did and met: check runs created, updated, adopted, concluded, corrected; failures; forged identities.',
    labelNames: ['event'],
  });
  const calls = new Counter({
    ...common,
    name: `${prefix}github_calls_total`,
    help: 'Calls of the GitHub API, by method and outcome.',
    labelNames: ['method', 'outcome'],
  });
  const restarts = new Counter({
    ...common,
    name: `${prefix}watch_restarts_total`,
    help: 'Watches of the cluster that had to start again, by reason.',
    labelNames: ['reason'],
  });
  const events = new Histogram({
    ...common,
    name: `${prefix}event_api_seconds`,
    help: 'Time to answer a request to the Event API, by HTTP status and how its sender was known (token, webhook, nobody).',
    labelNames: ['status', 'by'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15],
  });
  const asked = new Histogram({
    ...common,
    name: `${prefix}run_api_seconds`,
    help: 'Time to answer a request to the API of runs by hand, by HTTP status.',
    labelNames: ['status'],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15],
  });
  const bindings = new Counter({
    ...common,
    name: `${prefix}event_api_bindings_total`,
    help: 'What became of a workflow event binding at an event: started, repeated, matched, not-matched, failed.',
    labelNames: ['outcome'],
  });
  let countQueue: () => number = () => 0;
  new Gauge({
    ...common,
    name: `${prefix}event_api_waiting`,
    help: 'Events of the Event API that wait for a worker.',
    collect() {
      this.set(countQueue());
    },
  });
  return {
    ...createSourceMetrics(registry, prefix),
    webhookAnswered: (status, seconds) => webhooks.observe({ status: String(status) }, seconds),
    deliveryHandled: (outcome, seconds) => deliveries.observe({ outcome }, seconds),
    watchDeliveries: (count) => {
      countDeliveries = count;
    },
    runCreated: (seconds) => runs.observe(seconds),
    reported: (event) => checks.inc({ event }),
    githubCalled: (method, outcome) => calls.inc({ method, outcome }),
    watchRestarted: (reason) => restarts.inc({ reason }),
    eventApiAnswered: ({ status, by }, seconds) => events.observe({ status: String(status), by }, seconds),
    runApiAnswered: (status, seconds) => asked.observe({ status: String(status) }, seconds),
    bindingDispatched: (outcome) => bindings.inc({ outcome }),
    watchEventQueue: (count) => {
      countQueue = count;
    },
    expose: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  };
}
