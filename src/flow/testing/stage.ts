import { pino } from 'pino';
import type { Delivery, Outcome } from '../../bus/event-bus.ts';
import { decidingCommit } from '../../event/deciding-commit.ts';
import type { GithubEvent } from '../../event/event.ts';
import type { NewCheck } from '../../github/github.ts';
import { annotations } from '../../kubernetes/labels.ts';
import { checkRows, readCheckRow } from '../../report/rows/check-row.ts';
import { createMemoryRecords, type MemoryRecords } from '../../report/testing/memory-records.ts';
import type { RunIdentity } from '../../run/identity/run-identity.ts';
import { createArgoLocks } from '../../run/locks/argo-locks.ts';
import { commit, receivedAt } from '../../run/testing/deliveries.ts';
import { createFakeCluster, type FakeCluster } from '../../run/testing/fake-cluster.ts';
import { signer } from '../../run/testing/requests.ts';
import { makeTokens } from '../../run/testing/tools.ts';
import { createSandbox } from '../../sandbox/create-sandbox.ts';
import { emptyWorld } from '../../trigger/testing/empty-world.ts';
import { type LoadedConfiguration, loadConfiguration } from '../file/load-configuration.ts';
import type { FlowTools } from '../flow-tools.ts';
import { handleDelivery } from '../handle-delivery.ts';
import { createFakeGithub, type FakeGithub, makeFile } from './fake-github.ts';

/** A line of the log. */
export type Logged = Record<string, unknown>;

/** Everything that handling an event touches, in memory. */
export interface Stage {
  tools: FlowTools;
  cluster: FakeCluster;
  github: FakeGithub;
  records: MemoryRecords;
  logged: Logged[];
  /** Namespaces that the reporter was told to watch. */
  watched: string[];
  /** Seconds that each run took to start. */
  started: number[];
  /** How often the reporter was woken. */
  woken(): number;
  /** Has GitHub hold these files at a commit (or ref, or `HEAD`). */
  commit(files: Record<string, string>, expression?: string): void;
  handle(delivery: Delivery): Promise<Outcome>;
  /** The file that decides about the event. */
  load(event: GithubEvent): Promise<LoadedConfiguration>;
  /** The checks that were asked of the reporter, by their external id. */
  checks(): Promise<NewCheck[]>;
  /** What the Workflows that were created may report on. */
  runs(): RunIdentity[];
}

/** The clock stands two seconds after the webhook. */
export const now = receivedAt + 2000;

export function setStage(changes: Partial<FlowTools> = {}): Stage {
  const cluster = createFakeCluster();
  const github = createFakeGithub();
  const records = createMemoryRecords();
  const logged: Logged[] = [];
  const watched: string[] = [];
  const started: number[] = [];
  let woken = 0;

  const log = pino(
    { base: null, timestamp: false, formatters: { level: (level) => ({ level }) }, messageKey: 'message' },
    { write: (line) => logged.push(JSON.parse(line)) },
  );
  const tools: FlowTools = {
    appId: 9,
    argoNamespace: 'ci',
    reservedNamespaces: ['argo'],
    github: github.api,
    installations: {
      isActive: async () => ({ ok: true, value: true }),
      findInstallation: async () => ({ ok: true, value: 7 }),
    },
    kubernetes: cluster.api,
    signer,
    tokens: makeTokens([], () => now),
    argoLocks: createArgoLocks(undefined),
    hasCheck: async () => ({ ok: true, value: false }),
    triggers: emptyWorld,
    // Starts nothing before a script is run.
    sandbox: createSandbox(),
    records,
    commandPrefix: '/',
    policy: () => undefined,
    watchNamespace: (namespace) => watched.push(namespace),
    wakeReporter() {
      woken += 1;
    },
    onRunStarted: (seconds) => started.push(seconds),
    now: () => now,
    log,
    ...changes,
  };

  return {
    ...{ tools, cluster, github, records, logged, watched, started },
    woken: () => woken,
    commit(files, expression = commit) {
      const { '.argo-events.yaml': configuration, ...others } = files;
      github.files.set(expression, {
        commit: /^[0-9a-f]{40}$/.test(expression) ? expression : 'd'.repeat(40),
        workflows: Object.entries(others).map(([path, text]) => makeFile(path, text)),
        ...(configuration === undefined ? {} : { configuration: makeFile('.argo-events.yaml', configuration) }),
      });
    },
    handle: (delivery) => handleDelivery(delivery, { attempt: 1, signal: new AbortController().signal }, tools),
    async load(event) {
      const deciding = decidingCommit(event);
      if (deciding.kind !== 'decided') throw new Error(`the file is not decided yet: ${deciding.kind}`);
      const loaded = await loadConfiguration(event, deciding, tools);
      if (loaded.kind !== 'loaded') throw new Error(`no file: ${loaded.kind}`);
      return loaded;
    },
    async checks() {
      const rows = await records.list(checkRows, '');
      return rows.flatMap((row) => readCheckRow(row.value)?.check ?? []);
    },
    runs() {
      return [...cluster.workflows.values()].flatMap(({ metadata }) => {
        const { namespace = '', name = '' } = metadata;
        return signer.read(namespace, name, metadata.annotations?.[annotations.identity]) ?? [];
      });
    },
  };
}
