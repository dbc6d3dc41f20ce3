import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { BusSettings } from '../../src/settings/bus-settings.ts';

/** A running `bus-process.ts`. */
export interface BusProcess {
  /** What it said so far. */
  lines: string[];
  /** The rest of the lines that begin with this word. */
  said(word: string): string[];
  /** Ends it as a crash would. */
  kill(): Promise<void>;
  /** Stops it in the middle of whatever it does. */
  freeze(): void;
  thaw(): void;
  /** Resolves when it has ended. */
  ended: Promise<void>;
}

const program = fileURLToPath(new URL('bus-process.ts', import.meta.url));
const running = new Set<ChildProcess>();

export function runBusProcess(settings: BusSettings, mode: string, ...args: readonly string[]): BusProcess {
  // As the app is started.
  const child = spawn(
    process.execPath,
    ['--max-semi-space-size=16', program, mode, JSON.stringify(settings), ...args],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  running.add(child);
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  const ended = once(child, 'close').then(() => {
    running.delete(child);
  });
  return {
    lines,
    ended,
    said: (word) => lines.flatMap((line) => (line.startsWith(`${word} `) ? [line.slice(word.length + 1)] : [])),
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    freeze: () => child.kill('SIGSTOP'),
    thaw: () => child.kill('SIGCONT'),
  };
}

/** Ends what a test has left running. */
export async function endBusProcesses(): Promise<void> {
  const left = [...running];
  for (const child of left) child.kill('SIGKILL');
  await Promise.all(
    left.map((child) => (child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined)),
  );
}
