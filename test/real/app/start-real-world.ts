import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { type AppProcess, startAppProcess } from '../../faults/start-app-process.ts';
import {
  namespace,
  type Surroundings,
  type SurroundingsOptions,
  startSurroundings,
} from '../../world/start-surroundings.ts';
import type { ApiServer } from '../cluster/start-api-server.ts';
import { type Controller, playRecordings } from './play-recordings.ts';

/** The stand-in for GitHub, a real API server with a played controller, and the app as a process with just its Role. */
export interface RealWorld {
  github: Surroundings['github'];
  repository: string;
  installation: number;
  /** The app's name for the API server. */
  account: string;
  kubeconfig: string;
  appId: number;
  app: AppProcess;
  stop(): Promise<void>;
}

const role = z.object({
  rules: z.array(z.looseObject({ resources: z.array(z.string()), verbs: z.array(z.string()) })),
});

/** The rules of `deploy/role.yaml`. */
export async function readRole(): Promise<z.infer<typeof role>['rules']> {
  const file = join(import.meta.dirname, '../../../deploy/role.yaml');
  return role.parse(parse(await readFile(file, 'utf8'))).rules;
}

export async function startRealWorld(
  server: ApiServer,
  { environment: more, ...options }: SurroundingsOptions,
): Promise<RealWorld> {
  const surroundings = await startSurroundings(options);
  const { github, directory, repository, installation } = surroundings;
  const account = { namespace, name: 'argo-events-app' };
  await server.addNamespace(namespace);
  const token = await server.addServiceAccount(namespace, account.name, await readRole());
  const others = options.namespaces ?? [];
  for (const other of others) {
    await server.addNamespace(other);
    await server.grant(other, account, await readRole());
  }
  const kubeconfig = server.kubeconfigFor('argo-events-app', token);
  const environment = {
    ...surroundings.environment,
    KUBECONFIG: kubeconfig,
    ...more,
  };
  const app = startAppProcess(environment, directory);
  await github.setWebhook({ url: `http://127.0.0.1:${await app.port}/api/github/webhooks` });
  const controllers = [namespace, ...others].map((each): Controller => playRecordings(server, each));
  return {
    ...{ github, repository, installation, app, kubeconfig },
    appId: Number(surroundings.environment.APP_ID),
    account: `system:serviceaccount:${namespace}:argo-events-app`,
    async stop() {
      await app.end('SIGTERM');
      await Promise.all(controllers.map((each) => each.stop()));
      await surroundings.close();
    },
  };
}
