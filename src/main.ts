import { readFileSync } from 'node:fs';
import { createLogger } from './observe/create-logger.ts';
import { gatherLines } from './observe/gather-lines.ts';
import type { Problem } from './problem/problem.ts';
import { listProblems } from './settings/list-problems.ts';
import { readDotEnv } from './settings/read-dot-env.ts';
import { readSettings } from './settings/read-settings.ts';
import { startApp } from './start/start-app.ts';

/** Exit codes are a promise: see the README. */
const exitCodes = { stopped: 0, failed: 1, wrongSettings: 2, cannotStart: 3 } as const;

/** The process is ended this long after it was asked to stop, whatever is still under way. */
const stopWithinMs = 25_000;

function complain(problems: readonly Problem[]): void {
  for (const line of listProblems(problems)) process.stderr.write(`${line}\n`);
}

const readFile = (path: string) => readFileSync(path, 'utf8');
const environment = readDotEnv(process.env, { readFile });
if (!environment.ok) {
  complain([environment.problem]);
  process.exit(exitCodes.wrongSettings);
}
const read = readSettings(environment.environment, { readFile });
if (!read.ok) {
  complain(read.problems);
  process.exit(exitCodes.wrongSettings);
}
complain(read.warnings);

const log = createLogger(read.settings, gatherLines(process.stdout));
const started = await startApp(read.settings, log);
if (!started.ok) {
  complain([started.problem]);
  process.exit(exitCodes.cannotStart);
}
const { app } = started;

void app.broken.then((problem) => {
  log.fatal({ code: problem.code }, problem.message);
  process.exit(exitCodes.failed);
});

async function stop(signal: NodeJS.Signals): Promise<void> {
  log.info({ signal }, 'stopping');
  setTimeout(() => process.exit(exitCodes.failed), stopWithinMs).unref();
  await app.stop();
  log.info('stopped');
  process.exit(exitCodes.stopped);
}

process.once('SIGTERM', (signal) => void stop(signal));
process.once('SIGINT', (signal) => void stop(signal));
// Whoever reads this line may stop the process right away.
log.info({ port: app.port, metricsPort: app.metricsPort }, 'argo-events-app is listening');
