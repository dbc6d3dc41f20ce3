import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cluster, startCluster } from '../../dev/cluster/start-cluster.ts';
import { type Github, startGithub } from '../../dev/github/start-github.ts';
import { oneStep } from './one-step.ts';

/** Files of a repository's first commit, by path. */
export type Files = Parameters<Github['createRepository']>[0]['files'];

/** Everything around the app: GitHub, a cluster, an App that two accounts installed, and the settings to start the app with. */
export interface Surroundings {
  github: Github;
  cluster: Cluster;
  /** `acme/shop` */
  repository: string;
  installation: number;
  webhookSecret: string;
  environment: Record<string, string>;
  directory: string;
  /** Another repository of `acme` with these files; the App is let in only then, so nothing of how it came to be is delivered. */
  addRepository(files: Files, prepare?: (repository: string) => Promise<unknown>): Promise<string>;
  /**
   * Resolves once the app is done with all that was delivered before: a push to a repository of another account, which goes
   * through every part of the app, has its concluded check.
   */
  settle(): Promise<void>;
  /** What the app asked of GitHub for `acme` (not for the repository that `settle` uses), as `METHOD path`. */
  calls(): Promise<string[]>;
  close(): Promise<void>;
}

export interface SurroundingsOptions {
  files?: Files;
  /** The policy file's text. */
  policy?: string;
  /** Beside `ci`, where runs go unless the policy says otherwise. */
  namespaces?: string[];
  environment?: Record<string, string>;
}

export const namespace = 'ci';

/** Several, because the app writes only so much a minute for one account, as GitHub wants it. */
const harbours = ['harbour', 'haven', 'marina', 'quay', 'wharf'];

export async function startSurroundings(options: SurroundingsOptions = {}): Promise<Surroundings> {
  const directory = await mkdtemp(join(tmpdir(), 'world-'));
  const [github, cluster] = await Promise.all([
    startGithub({ directory: join(directory, 'repositories') }),
    startCluster({
      namespaces: [namespace, ...(options.namespaces ?? [])],
      workspace: join(directory, 'pods'),
      graceMs: 100,
    }),
  ]);
  const repository = 'acme/shop';
  const webhookSecret = randomBytes(16).toString('hex');
  const app = await github.createApp({ owner: 'acme', webhookSecret });
  await github.createRepository({ repository, files: { 'README.md': 'A shop.\n', ...options.files } });
  const { id: installation } = await github.installApp({ account: 'acme', repositories: [repository] });
  for (const account of harbours) {
    await github.createRepository({ repository: `${account}/lighthouse`, files: lighthouseFiles });
    await github.installApp({ account });
  }

  const kubeconfig = join(directory, 'kubeconfig');
  await writeFile(kubeconfig, cluster.kubeconfig, { mode: 0o600 });
  const policyFile = join(directory, 'policy.yaml');
  if (options.policy !== undefined) await writeFile(policyFile, options.policy);
  let made = 0;
  let settled = 0;
  return {
    github,
    cluster,
    repository,
    installation,
    webhookSecret,
    directory,
    environment: {
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
    },
    async addRepository(files, prepare) {
      made += 1;
      const name = `acme/another-${made}`;
      await github.createRepository({ repository: name, files: { 'README.md': 'Another.\n', ...files } });
      await prepare?.(name);
      await github.changeInstallation({ installation, add: [name] });
      return name;
    },
    async settle() {
      settled += 1;
      const { after } = await github.push({
        repository: `${harbours[settled % harbours.length]}/lighthouse`,
        files: { 'log.txt': randomBytes(8).toString('hex') },
      });
      await github.waitForCheckRun((each) => each.headSha === after && each.status === 'completed', 40_000);
    },
    async calls() {
      const all = await github.calls();
      return all.filter((each) => each.installationId === installation).map((each) => `${each.method} ${each.path}`);
    },
    async close() {
      await Promise.all([github.close(), cluster.close()]);
      await rm(directory, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

const lighthouseFiles = {
  '.argo-events.yaml': 'pipelines: { light: { on: push, workflow: .argo/light.yaml } }\n',
  '.argo/light.yaml': oneStep('true'),
};
