import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Broker } from '../../bus-contract/bus-under-test.ts';

/** A nats-server of its own for a test, with JetStream on a directory of its own, on loopback at a port that the system chose. */
export interface NatsServer extends Broker {
  url: string;
  /** Ends it as a crash would. */
  kill(): Promise<void>;
  /** Ends it and removes what it stored. */
  dispose(): Promise<void>;
}

/** True when there is a `nats-server` to run (Debian: `apt-get install nats-server`). */
export function hasNatsServer(): boolean {
  return spawnSync('nats-server', ['--version']).status === 0;
}

/** `config` is put in front of the server's own settings, in its configuration language. */
export async function startNats(extraArguments: readonly string[] = []): Promise<NatsServer> {
  const directory = await mkdtemp(join(tmpdir(), 'nats-'));
  let child = run(directory, -1, extraArguments);
  const port = await readPort(directory);
  await answers(port);

  async function end(signal: NodeJS.Signals): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await once(child, 'exit');
  }

  return {
    url: `nats://127.0.0.1:${port}`,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    async start() {
      await end('SIGKILL');
      child = run(directory, port, extraArguments);
      await answers(port);
    },
    async dispose() {
      await end('SIGKILL');
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function run(directory: string, port: number, extraArguments: readonly string[]): ChildProcess {
  const options = ['-a', '127.0.0.1', '-p', String(port), '-js', '-sd', join(directory, 'data')];
  const files = ['--ports_file_dir', directory, '-l', join(directory, 'nats.log')];
  return spawn('nats-server', [...options, ...files, ...extraArguments], { stdio: 'ignore' });
}

/** The server writes a file that says where it listens, once it does. */
async function readPort(directory: string): Promise<number> {
  for (;;) {
    const file = (await readdir(directory)).find((name) => name.endsWith('.ports'));
    const text = file === undefined ? '' : await readFile(join(directory, file), 'utf8');
    const port = /nats:\/\/[^"]*?:(\d+)/.exec(text)?.[1];
    if (port !== undefined) return Number(port);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Resolves when the port takes connections. */
async function answers(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    const isOpen = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'error').then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (isOpen) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
