import { defaultBudgetLimits } from '../../src/github/connection/budget/installation-budget.ts';
import { createLogger } from '../../src/observe/create-logger.ts';
import { readSettings } from '../../src/settings/read-settings.ts';
import { type AppOptions, type RunningApp, startApp } from '../../src/start/start-app.ts';
import { type Surroundings, type SurroundingsOptions, startSurroundings } from './start-surroundings.ts';

/** GitHub, a cluster and the app on this machine, the app in this process. */
export interface World extends Surroundings {
  /** What the app logged, a line each. */
  logged: string[];
  app: () => RunningApp;
  stopApp(): Promise<void>;
  startApp(): Promise<void>;
}

export interface WorldOptions extends SurroundingsOptions {
  /** False: the App is there, but nobody serves it yet. */
  startApp?: boolean;
  /** When the leader first looks at deliveries and installations; not while the test lasts unless told, so that calls can be counted. */
  sweepAfterMs?: AppOptions['sweepAfterMs'];
  /** Other pauses between tries than the real ones. */
  retrySchedule?: AppOptions['retrySchedule'];
}

export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const surroundings = await startSurroundings(options);
  const { environment, github } = surroundings;
  const logged: string[] = [];
  let running: RunningApp | undefined;

  async function start(): Promise<void> {
    running = await startFrom(environment, logged, options);
    await github.setWebhook({ url: `http://127.0.0.1:${running.port}/api/github/webhooks` });
  }

  async function stop(): Promise<void> {
    await running?.stop();
    running = undefined;
  }

  if (options.startApp ?? true) await start();
  return {
    ...surroundings,
    logged,
    app() {
      if (running === undefined) throw new Error('The app was not started.');
      return running;
    },
    startApp: start,
    stopApp: stop,
    async close() {
      await stop();
      await surroundings.close();
    },
  };
}

async function startFrom(
  environment: Record<string, string>,
  logged: string[],
  { sweepAfterMs = 60 * 60 * 1000, retrySchedule }: WorldOptions,
): Promise<RunningApp> {
  const read = readSettings(environment, { readFile: () => '' });
  if (!read.ok) throw new Error(read.problems.map((each) => each.message).join('\n'));
  const log = createLogger(read.settings, { write: (line: string) => logged.push(line) });
  // Tests write in a minute what people write in an hour; the bound itself has tests of its own.
  const started = await startApp(read.settings, log, {
    githubBudget: { ...defaultBudgetLimits, writesPerMinute: 10_000 },
    sweepAfterMs,
    retrySchedule,
  });
  if (!started.ok) throw new Error(started.problem.message);
  return started.app;
}
