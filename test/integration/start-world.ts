import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cluster, startCluster } from '../../dev/cluster/start-cluster.ts';
import { type Github, startGithub } from '../../dev/github/start-github.ts';
import { createLogger } from '../../src/observe/create-logger.ts';
import { readSettings } from '../../src/settings/read-settings.ts';
import { type RunningApp, startApp } from '../../src/start-app.ts';

/** GitHub, a cluster and the app on this machine, with one repository that the App is installed on. */
export interface World {
  github: Github;
  cluster: Cluster;
  /** `acme/shop` */
  repository: string;
  installation: number;
  /** The environment that the app was started with. */
  environment: Record<string, string>;
  directory: string;
  /** What the app logged, a line each. */
  logged: string[];
  app: () => RunningApp;
  /** Stops the app and starts it again on the same store. */
  restartApp(): Promise<void>;
  /** Resolves once every delivery sent so far is handled and its checks are where they should be for now. */
  close(): Promise<void>;
}

export interface WorldOptions {
  files?: Record<string, string>;
  /** The policy file's text. */
  policy?: string;
  /** False: the App is there, but nobody serves it yet. */
  startApp?: boolean;
  runWorkflows?: boolean;
  environment?: Record<string, string>;
}

export const namespace = 'ci';

export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const directory = await mkdtemp(join(tmpdir(), 'world-'));
  const [github, cluster] = await Promise.all([
    startGithub({ directory: join(directory, 'repositories') }),
    startCluster({
      namespaces: [namespace, 'other'],
      workspace: join(directory, 'pods'),
      runWorkflows: options.runWorkflows ?? true,
    }),
  ]);
  const repository = 'acme/shop';
  const webhookSecret = randomBytes(16).toString('hex');
  const app = await github.createApp({ owner: 'acme', webhookSecret });
  await github.createRepository({ repository, files: { 'README.md': 'A shop.\n', ...options.files } });
  const { id: installation } = await github.installApp({ account: 'acme' });

  const kubeconfig = join(directory, 'kubeconfig');
  await writeFile(kubeconfig, cluster.kubeconfig, { mode: 0o600 });
  const policyFile = join(directory, 'policy.yaml');
  if (options.policy !== undefined) await writeFile(policyFile, options.policy);
  const environment = {
    APP_ID: String(app.id),
    PRIVATE_KEY: app.privateKey,
    WEBHOOK_SECRET: webhookSecret,
    GHE_HOST: github.host,
    GHE_PROTOCOL: 'http',
    HOST: '127.0.0.1',
    PORT: '0',
    METRICS_PORT: '0',
    EVENT_BUS: `sqlite:${join(directory, 'events.db')}`,
    KUBECONFIG: kubeconfig,
    ARGO_NAMESPACE: namespace,
    ...(options.policy === undefined ? {} : { POLICY_FILE: policyFile }),
    ...options.environment,
  };
  const logged: string[] = [];
  let running: RunningApp | undefined;

  async function start(): Promise<void> {
    running = await startFrom(environment, logged);
    await github.setWebhook({ url: `http://127.0.0.1:${running.port}/api/github/webhooks` });
  }

  if (options.startApp ?? true) await start();
  return {
    github,
    cluster,
    repository,
    installation,
    environment,
    directory,
    logged,
    app() {
      if (running === undefined) throw new Error('The app was not started.');
      return running;
    },
    async restartApp() {
      await running?.stop();
      await start();
    },
    async close() {
      await running?.stop();
      await Promise.all([github.close(), cluster.close()]);
      await rm(directory, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

async function startFrom(environment: Record<string, string>, logged: string[]): Promise<RunningApp> {
  const read = readSettings(environment, { readFile: () => '' });
  if (!read.ok) throw new Error(read.problems.map((each) => each.message).join('\n'));
  const log = createLogger(read.settings, { write: (line: string) => logged.push(line) });
  const started = await startApp(read.settings, log);
  if (!started.ok) throw new Error(started.problem.message);
  return started.app;
}

/** A Workflow of one step that runs this shell script. */
export function oneStep(script: string, parameters: string[] = []): string {
  return JSON.stringify({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Workflow',
    metadata: { generateName: 'ci-' },
    spec: {
      entrypoint: 'main',
      arguments: { parameters: parameters.map((name) => ({ name })) },
      templates: [{ name: 'main', container: { image: 'alpine:3.22', command: ['sh', '-c'], args: [script] } }],
    },
  });
}
