import { generateKeyPairSync } from 'node:crypto';
import { annotations, labels, reportFinalizer } from '../../kubernetes/labels.ts';
import type { Workflow } from '../../kubernetes/workflow.ts';
import type { RunIdentity } from '../../run/identity/run-identity.ts';
import { createIdentitySigner } from '../../run/identity/sign-identity.ts';
import { type Reporter, startReporter } from '../reporter.ts';
import type { OnGone } from '../run/tracked-run.ts';
import type { SharedLead } from '../second-look/follow-writes.ts';
import type { ReportEvent } from '../write/report-log.ts';
import { createFakeCluster, type FakeCluster } from './fake-cluster.ts';
import { createFakeGithub, type FakeGithub } from './fake-github.ts';
import { createFakeLogs, type FakeLogs } from './fake-logs.ts';
import { createFakeTime, type FakeTime } from './fake-time.ts';
import { createMemoryRecords, type MemoryRecords } from './memory-records.ts';

/** A reporter between stand-ins of the cluster, GitHub and the clock. */
export interface Stage {
  cluster: FakeCluster;
  github: FakeGithub;
  logs: FakeLogs;
  records: MemoryRecords;
  time: FakeTime;
  /** The reporter that runs now. */
  reporter: Reporter;
  logged: { level: string; code?: string; message: string }[];
  counted: ReportEvent[];
  /** Adds what `run` writes on a Workflow at creation: label, signed identity, finalizer. */
  sign(workflow: Workflow, identity?: Partial<RunIdentity>): Workflow;
  /** A new process: what was in memory is gone. */
  restart(): Promise<void>;
}

export const namespace = 'rec';
const startAt = '2026-11-22T00:50:00Z';
const privateKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
  type: 'pkcs8',
  format: 'pem',
});
export const signer = createIdentitySigner(String(privateKey));

export const identity: RunIdentity = {
  origin: 'github',
  repositoryId: 42,
  owner: 'acme',
  repository: 'web',
  installationId: 7,
  commit: '0123456789abcdef0123456789abcdef01234567',
  checkName: 'ci',
  delivery: 'd-1',
  sensor: 'ci',
  trigger: 'ci',
  dependencies: ['push'],
  attempt: 1,
  event: 'push',
  subject: 'main',
  why: ['push to main'],
  notes: [],
};

/** `startAt`: RFC 3339, what the clock shows first. */
export function setStage(
  options: { startAt?: string; canRetry?: boolean; lead?: SharedLead; onGone?: OnGone } = {},
): Stage {
  const time = createFakeTime(Date.parse(options.startAt ?? startAt));
  const cluster = createFakeCluster(namespace, options.startAt ?? startAt);
  const github = createFakeGithub();
  const logs = createFakeLogs();
  const records = createMemoryRecords();
  const logged: Stage['logged'] = [];
  const counted: ReportEvent[] = [];

  function log(level: string): (fields: object, message: string) => void {
    return (fields, message) => {
      const code = 'code' in fields ? { code: String(fields.code) } : {};
      logged.push({ level, ...code, message });
    };
  }

  function start(): Reporter {
    return startReporter({
      kubernetes: cluster.api,
      github: github.api,
      records,
      identities: signer,
      namespaces: [namespace],
      labelSelector: `${labels.managedBy}=1`,
      pages: { argoUiUrl: 'https://argo.example' },
      logs: logs.api,
      breathe: async () => undefined,
      canRetry: options.canRetry ?? false,
      lead: options.lead,
      onGone: options.onGone,
      ...(options.lead === undefined ? {} : { sweepEveryMs: 5000 }),
      now: time.now,
      schedule: time.schedule,
      log: { info: log('info'), warn: log('warn'), error: log('error') },
      metrics: { count: (event) => counted.push(event) },
    });
  }

  const stage: Stage = {
    cluster,
    github,
    logs,
    records,
    time,
    reporter: start(),
    logged,
    counted,
    sign(workflow, changes = {}) {
      const name = workflow.metadata.name ?? '';
      const signed = signer.sign(namespace, name, { ...identity, ...changes });
      const metadata = {
        ...workflow.metadata,
        namespace,
        labels: { ...workflow.metadata.labels, [labels.managedBy]: '1' },
        annotations: { ...workflow.metadata.annotations, [annotations.identity]: signed },
        finalizers: [reportFinalizer],
      };
      return { ...workflow, metadata };
    },
    async restart() {
      await stage.reporter.stop();
      stage.reporter = start();
      await time.settle();
    },
  };
  return stage;
}

/** A small Workflow in some state; times are seconds after the stage's start. */
export function makeWorkflow(
  name: string,
  state: { phase?: string; message?: string; endedAt?: number } = {},
): Workflow {
  const phase = state.phase;
  const isEnded = state.endedAt !== undefined;
  const at = (seconds: number) => new Date(Date.parse(startAt) + seconds * 1000).toISOString();
  const status = {
    phase,
    startedAt: at(0),
    ...(state.message === undefined ? {} : { message: state.message }),
    ...(state.endedAt === undefined ? {} : { finishedAt: at(state.endedAt) }),
  };
  const phaseLabels = {
    'workflows.argoproj.io/phase': phase ?? '',
    'workflows.argoproj.io/completed': String(isEnded),
  };
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Workflow',
    metadata: {
      name,
      uid: `uid-${name}`,
      creationTimestamp: startAt,
      ...(phase === undefined ? {} : { labels: phaseLabels }),
    },
    spec: {},
    ...(phase === undefined ? {} : { status: { ...status, phase } }),
  };
}
