import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';

export interface ServerProcess {
  pid: number;
  /** Ends it and resolves once it is gone; `SIGKILL` after ten seconds at the latest. */
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** It stands still, its connections open: nothing is answered until it is thawed. */
  freeze(): void;
  thaw(): void;
  /** Has it read its configuration again, where SIGHUP means that. */
  reload(): void;
  hasEnded(): boolean;
  /** The last lines that it wrote. */
  tail(): string;
}

export interface ServerCommand {
  command: string;
  arguments: readonly string[];
  directory: string;
  /** Everything that it writes goes there. */
  logFile: string;
  environment?: NodeJS.ProcessEnv;
}

const children = new Set<ChildProcess>();

// A test run that is ended leaves no server behind.
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

/** Starts a server of a test as a process of its own. */
export function startServerProcess({ command, directory, logFile, ...more }: ServerCommand): ServerProcess {
  const log = openSync(logFile, 'a');
  const child = spawn(command, more.arguments, {
    cwd: directory,
    env: { ...process.env, ...more.environment },
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  children.add(child);
  let ended = false;
  let failure = '';
  const exited = new Promise<void>((resolve) => {
    const end = (reason: string) => {
      ended = true;
      failure = reason;
      children.delete(child);
      resolve();
    };
    child.once('exit', () => end(''));
    child.once('error', (error) => end(error.message));
  });

  return {
    pid: child.pid ?? 0,
    hasEnded: () => ended,
    tail: () => `${failure}${readFileSync(logFile, 'utf8').split('\n').slice(-12).join('\n')}`,
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    reload: () => void child.kill('SIGHUP'),
    async stop(signal = 'SIGTERM') {
      if (ended) return;
      child.kill(signal);
      const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await exited;
      clearTimeout(timer);
    },
  };
}

/** Asks until the answer is yes; fails when the process has ended or after `withinMs`. */
export async function waitUntilReady(
  server: ServerProcess,
  isReady: () => Promise<boolean>,
  withinMs: number,
): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await isReady().catch(() => false))) {
    if (server.hasEnded()) throw new Error(`The server ended before it was ready:\n${server.tail()}`);
    if (Date.now() > deadline) throw new Error(`The server was not ready within ${withinMs} ms:\n${server.tail()}`);
    await once(AbortSignal.timeout(200), 'abort');
  }
}
