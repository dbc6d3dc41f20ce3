import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { KafkaBusSettings } from '../../../src/settings/bus-settings.ts';

export interface RunningProcess {
  /** What it has said so far. */
  lines: string[];
  signal(signal: NodeJS.Signals): void;
  /** As a crash would end it. */
  kill(): Promise<void>;
}

const program = fileURLToPath(new URL('../../bus-contract/bus-process.ts', import.meta.url));

/** A process of its own that uses a bus; `test/bus-contract/bus-process.ts` says what it can do. */
export function startBusProcess(mode: string, settings: KafkaBusSettings, ...more: string[]): RunningProcess {
  // V8 lets the young part of the heap grow with the machine's memory unless it is told not to.
  const options = ['--max-semi-space-size=8', program, mode, JSON.stringify(settings), ...more];
  const child = spawn(process.execPath, options, { stdio: ['ignore', 'pipe', 'inherit'] });
  const closed = once(child, 'close');
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  return {
    lines,
    signal: (signal) => {
      child.kill(signal);
    },
    async kill() {
      child.kill('SIGKILL');
      await closed;
    },
  };
}
