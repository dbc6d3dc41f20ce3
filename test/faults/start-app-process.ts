import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface EndedProcess {
  /** Null when a signal ended it. */
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface AppProcess {
  pid: number | undefined;
  /** The port it listens on; rejects with what it printed when it ends before it listens. */
  port: Promise<number>;
  ended: Promise<EndedProcess>;
  /** What it logged so far. */
  lines: readonly string[];
  /** Sends the signal and goes on: SIGSTOP and SIGCONT end nothing. */
  signal(signal: NodeJS.Signals): void;
  /** Sends the signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<EndedProcess>;
}

const source = join(import.meta.dirname, '../../src/main.ts');

/**
 * Starts the app as a process of its own, with this Node and these settings alone.
 *
 * @param entry the app's source, or what was built of it
 */
export function startAppProcess(
  environment: Record<string, string>,
  directory: string,
  entry: string = source,
): AppProcess {
  const child = spawn(process.execPath, [entry], {
    // Not the repository's directory: a `.env` there would be read.
    cwd: directory,
    // Most of a start is reading the sources, which need it only once.
    env: { NODE_COMPILE_CACHE: join(directory, 'compiled'), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const logged: string[] = [];
  let stderr = '';
  const lines = createInterface({ input: child.stdout });
  const closed = Promise.all([once(child, 'exit'), once(lines, 'close'), once(child.stderr, 'close')]);
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const ended = closed.then(() => ({ code: child.exitCode, signal: child.signalCode, stdout: textOf(logged), stderr }));
  const listening = new Promise<number>((resolve) => {
    lines.on('line', (line) => {
      logged.push(line);
      const port = /"port":(\d+)/.exec(line)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
  });
  const failed = ended.then(({ code, stderr: said }) => {
    throw new Error(`The app ended with ${code} before it listened:\n${said}`);
  });
  const port = Promise.race([listening, failed]);
  // Whoever starts it to see it fail does not ask for the port.
  port.catch(() => undefined);
  return {
    pid: child.pid,
    port,
    ended,
    lines: logged,
    signal: (signal) => void child.kill(signal),
    async end(signal) {
      child.kill(signal);
      return await ended;
    },
  };
}

function textOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}
