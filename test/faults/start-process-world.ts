import { type Surroundings, type SurroundingsOptions, startSurroundings } from '../world/start-surroundings.ts';
import { type AppProcess, type EndedProcess, startAppProcess } from './start-app-process.ts';

/** GitHub and a cluster in this process, the app as a process of its own that tests end and start again. */
export interface ProcessWorld extends Surroundings {
  startApp(): Promise<AppProcess>;
  endApp(signal: NodeJS.Signals): Promise<EndedProcess>;
}

export async function startProcessWorld(options: SurroundingsOptions = {}): Promise<ProcessWorld> {
  const surroundings = await startSurroundings(options);
  const { environment, github, directory } = surroundings;
  let app: AppProcess | undefined;

  async function endApp(signal: NodeJS.Signals): Promise<EndedProcess> {
    if (app === undefined) throw new Error('The app was not started.');
    const ended = await app.end(signal);
    app = undefined;
    return ended;
  }

  return {
    ...surroundings,
    async startApp() {
      app = startAppProcess(environment, directory);
      await github.setWebhook({ url: `http://127.0.0.1:${await app.port}/api/github/webhooks` });
      return app;
    },
    endApp,
    async close() {
      if (app !== undefined) await endApp('SIGKILL');
      await surroundings.close();
    },
  };
}
