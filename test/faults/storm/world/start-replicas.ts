import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { type AppProcess, type EndedProcess, startAppProcess } from '../../start-app-process.ts';
import type { Random } from '../seeded-random.ts';
import { type Balancer, balanceConnections } from './balance-connections.ts';

/** The app as so many processes behind one address; one that ends by itself is started again, as a cluster does. */
export interface Replicas {
  count: number;
  balancer: Balancer;
  /** Ends the replica by a signal and waits for its end; it stays down until it is started. */
  end(index: number, signal: NodeJS.Signals): Promise<void>;
  /** Resolves when it listens. Its clock may be a minute ahead or behind. */
  start(index: number): Promise<void>;
  /** Stops it from running for a while, its connections open: what a machine does that is out of memory. */
  freeze(index: number, forMs: number): Promise<void>;
  /** How often one ended without being asked, with what it said last. */
  endedByThemselves(): string[];
  close(): Promise<void>;
}

export interface ReplicaOptions {
  count: number;
  environment: Record<string, string>;
  directory: string;
  random: Random;
}

const shiftsMs = [0, 0, 60_000, -60_000];
const clock = pathToFileURL(join(import.meta.dirname, 'shift-clock.ts')).href;
const restartAfterMs = 500;

export async function startReplicas(options: ReplicaOptions): Promise<Replicas> {
  const { count, environment, directory, random } = options;
  const running = new Map<number, { process: AppProcess; port?: number | undefined }>();
  const wanted = new Set<number>();
  const surprises: string[] = [];
  let ends = 0;

  async function keepLog(index: number, { stdout, stderr }: EndedProcess): Promise<void> {
    ends += 1;
    await writeFile(join(directory, `replica-${index}-${String(ends).padStart(4, '0')}.log`), `${stdout}${stderr}`);
  }

  async function start(index: number): Promise<void> {
    wanted.add(index);
    const shiftMs = random.pick(shiftsMs);
    const settings = { ...environment, CLOCK_SHIFT_MS: String(shiftMs), NODE_OPTIONS: `--import=${clock}` };
    const replica: { process: AppProcess; port?: number | undefined } = {
      process: startAppProcess(settings, directory),
    };
    running.set(index, replica);
    void replica.process.ended.then(async (ended) => {
      const isMeant = running.get(index) !== replica || !wanted.has(index);
      if (running.get(index) === replica) running.delete(index);
      await keepLog(index, ended);
      if (isMeant) return;
      surprises.push(`replica ${index} ended with ${ended.code ?? ended.signal}: ${ended.stderr.trim().slice(-500)}`);
      await wait(restartAfterMs);
      if (wanted.has(index) && !running.has(index)) await start(index);
    });
    // One that ends before it listens is started anew by the above; whoever waits is not interested in which of them listens.
    replica.port = await replica.process.port.catch(() => undefined);
  }

  const balancer = await balanceConnections(() =>
    [...running.values()].map(({ port }) => port).filter((port) => port !== undefined),
  );
  await Promise.all(Array.from({ length: count }, (_, index) => start(index)));

  async function end(index: number, signal: NodeJS.Signals): Promise<void> {
    wanted.delete(index);
    await running.get(index)?.process.end(signal);
  }

  return {
    count,
    balancer,
    start,
    end,
    async freeze(index, forMs) {
      const frozen = running.get(index)?.process;
      frozen?.signal('SIGSTOP');
      await wait(forMs);
      frozen?.signal('SIGCONT');
    },
    endedByThemselves: () => [...surprises],
    async close() {
      await Promise.all(Array.from({ length: count }, (_, index) => end(index, 'SIGKILL')));
      await balancer.close();
    },
  };
}
