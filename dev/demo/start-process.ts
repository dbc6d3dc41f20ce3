import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';

export interface StartedProcess {
  /** What the line that says it is ready ends with. */
  address: string;
  /** Asks it to end and waits until it has. */
  stop(): Promise<number | null>;
}

export interface ProcessOptions {
  name: string;
  script: string;
  args?: string[];
  environment?: Record<string, string>;
  /** The line that says it is ready; its first group is the address. */
  ready: RegExp;
  /** Where everything that it prints goes. */
  logFile: string;
}

const readyWithinMs = 15_000;

/** Starts one of the demo's parts as a process of its own, with this Node, and waits until it says that it is ready. */
export async function startProcess(options: ProcessOptions): Promise<StartedProcess> {
  const { name, script, args = [], environment = {}, ready, logFile } = options;
  const child = spawn(process.execPath, [script, ...args], {
    // The standard input stays open as long as this process lives: the stand-ins end with it.
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...environment },
  });
  const log = createWriteStream(logFile);
  child.stderr.pipe(log, { end: false });
  const address = await waitForLine(child, { name, ready, log, logFile });
  return { address, stop: () => stopProcess(child) };
}

function waitForLine(
  child: ChildProcess & { stdout: NodeJS.ReadableStream },
  { name, ready, log, logFile }: Pick<ProcessOptions, 'name' | 'ready' | 'logFile'> & { log: NodeJS.WritableStream },
): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`${name} ${why}; its output is in ${logFile}`));
    const timer = setTimeout(() => fail(`was not ready within ${readyWithinMs / 1000} s`), readyWithinMs);
    child.once('error', (error) => fail(`cannot be started: ${error.message}`));
    child.once('exit', (code) => fail(`ended with ${code}`));
    createInterface({ input: child.stdout }).on('line', (line) => {
      log.write(`${line}\n`);
      const found = ready.exec(line);
      if (found === null) return;
      clearTimeout(timer);
      resolve(found[1] ?? '');
    });
  });
}

async function stopProcess(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
  return child.exitCode;
}
