import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startGithub } from '../../../dev/github/start-github.ts';
import { type AppProcess, startAppProcess } from '../../faults/start-app-process.ts';
import type { ApiServer } from '../cluster/start-api-server.ts';

/** The app as a process of its own before a real API server, with an account that has just the rights that the docs list. */
export interface EventWorld {
  server: ApiServer;
  /** `http://127.0.0.1:port/api/v1` of the app that runs at this moment. */
  url(): string;
  app(): AppProcess;
  /** Starts it, also anew, with these settings beside its own. */
  startApp(environment?: Record<string, string>): Promise<void>;
  /** Writes documents of the operator's. */
  operate(...documents: object[]): Promise<void>;
  /** Commits documents to a repository's default branch, from which the App hears. */
  pushDocuments(...documents: object[]): Promise<void>;
  /** Creates an object of Argo's, or applies it anew. */
  apply(
    plural: string,
    object: { metadata: { name: string; namespace?: string }; [part: string]: unknown },
  ): Promise<void>;
  applyCore(plural: string, object: { metadata: { name: string }; [part: string]: unknown }): Promise<void>;
  /** Names of the Workflows of the namespace. */
  workflows(namespace: string): Promise<ListedWorkflow[]>;
  close(): Promise<void>;
}

export interface ListedWorkflow {
  metadata: { name: string; labels: Record<string, string>; annotations?: Record<string, string> };
  spec: { arguments: { parameters?: { name: string; value: string }[] } };
}

export const namespace = 'argo-events';

/** The rights that a caller needs at least. */
export const callerRules = [
  { apiGroups: ['argoproj.io'], resources: ['workfloweventbindings'], verbs: ['list'] },
  { apiGroups: ['argoproj.io'], resources: ['workflowtemplates'], verbs: ['get'] },
  { apiGroups: ['argoproj.io'], resources: ['workflows'], verbs: ['create'] },
];

const appRules = [
  {
    apiGroups: ['argoproj.io'],
    resources: ['workflows'],
    verbs: ['create', 'get', 'list', 'watch', 'patch', 'delete'],
  },
  { apiGroups: ['argoproj.io'], resources: ['workflowtemplates'], verbs: ['get'] },
  { apiGroups: ['argoproj.io'], resources: ['workfloweventbindings'], verbs: ['list', 'watch'] },
  { apiGroups: [''], resources: ['events'], verbs: ['create', 'patch'] },
  { apiGroups: [''], resources: ['secrets'], verbs: ['get'] },
  { apiGroups: [''], resources: ['serviceaccounts'], verbs: ['get'] },
  { apiGroups: [''], resources: ['serviceaccounts/token'], verbs: ['create'] },
];

const repository = 'acme/shop';

function writeStream(documents: readonly object[]): string {
  return documents.map((each) => JSON.stringify(each)).join('\n---\n');
}

export async function startEventWorld(
  server: ApiServer,
  environment: Record<string, string> = {},
): Promise<EventWorld> {
  const directory = await mkdtemp(join(tmpdir(), 'event-world-'));
  const github = await startGithub({ directory: join(directory, 'repositories') });
  const githubApp = await github.createApp({ owner: 'acme', webhookSecret: 'a secret of this test' });
  await github.createRepository({ repository, files: { 'README.md': 'A shop.\n' } });
  await github.installApp({ account: 'acme', repositories: [repository] });
  const manifests = join(directory, 'manifests');
  await mkdir(manifests);
  await server.addNamespace(namespace);
  const token = await server.addServiceAccount(namespace, 'argo-events-app', appRules);
  let running: AppProcess | undefined;
  let port = 0;

  async function startApp(more: Record<string, string> = {}): Promise<void> {
    running = startAppProcess(
      {
        APP_ID: String(githubApp.id),
        PRIVATE_KEY: githubApp.privateKey,
        WEBHOOK_SECRET: 'a secret of this test',
        GHE_HOST: github.host,
        GHE_PROTOCOL: 'http',
        HOST: '127.0.0.1',
        PORT: '0',
        METRICS_PORT: '0',
        EVENT_BUS: `sqlite:${join(directory, 'events.db')}`,
        KUBECONFIG: server.kubeconfigFor('argo-events-app', token),
        ARGO_NAMESPACE: namespace,
        MANIFESTS_DIR: manifests,
        ...environment,
        ...more,
      },
      directory,
    );
    port = await running.port;
    await github.setWebhook({ url: `http://127.0.0.1:${port}/api/github/webhooks` });
  }

  await startApp();
  return {
    server,
    url: () => `http://127.0.0.1:${port}/api/v1`,
    app() {
      if (running === undefined) throw new Error('The app was not started.');
      return running;
    },
    startApp,
    async operate(...documents) {
      await writeFile(join(manifests, 'documents.yaml'), writeStream(documents));
    },
    async pushDocuments(...documents) {
      await github.push({ repository, files: { '.argo-events.yaml': writeStream(documents) } });
    },
    async apply(plural, object) {
      const path = `/apis/argoproj.io/v1alpha1/namespaces/${namespace}/${plural}/${object.metadata.name}`;
      await server.call({ method: 'PATCH', path, apply: { apiVersion: 'argoproj.io/v1alpha1', ...object } });
    },
    async applyCore(plural, object) {
      const path = `/api/v1/namespaces/${namespace}/${plural}/${object.metadata.name}`;
      await server.call({ method: 'PATCH', path, apply: { apiVersion: 'v1', ...object } });
    },
    async workflows(where) {
      const path = `/apis/argoproj.io/v1alpha1/namespaces/${where}/workflows`;
      return ((await server.call({ method: 'GET', path })) as { items: ListedWorkflow[] }).items;
    },
    async close() {
      await running?.end('SIGKILL');
      await github.close();
      await rm(directory, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
