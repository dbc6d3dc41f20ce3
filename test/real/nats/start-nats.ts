import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Broker } from '../../bus-contract/bus-under-test.ts';
import { findFreePorts } from '../process/find-free-ports.ts';
import { type ServerProcess, startServerProcess, waitUntilReady } from '../process/start-server-process.ts';

/** A nats-server with JetStream on a directory of its own, on loopback at a port that the system chose. */
export interface NatsServer extends Broker {
  /** `nats://host:port`. */
  url: string;
  directory: string;
  /** Has it read its configuration again. */
  reload(): void;
  /** Ends it as a crash would. */
  kill(): Promise<void>;
  /** Ends it and removes what it stored. */
  dispose(): Promise<void>;
}

/** Why there is no nats-server to run; undefined when there is one. */
export function findNoNats(): string | undefined {
  const found = spawnSync('nats-server', ['--version']).status === 0;
  return found ? undefined : 'there is no nats-server on the PATH (Debian: apt-get install nats-server)';
}

/**
 * `moreArguments` are the server's own, such as `--auth TOKEN`; they may name files of `directory`. `storage` is empty where such a file
 * says it: of what only arguments say nothing is left when the server reads its file again.
 */
export async function startNats(
  moreArguments: readonly string[] = [],
  directory: string = makeDirectory(),
  storage: readonly string[] = ['-js', '-sd', join(directory, 'data')],
): Promise<NatsServer> {
  const [port = 0] = await findFreePorts(1);
  const options = ['-a', '127.0.0.1', '-p', String(port), ...storage];
  let server: ServerProcess | undefined;

  async function start(): Promise<void> {
    server = startServerProcess({
      command: 'nats-server',
      arguments: [...options, ...moreArguments],
      directory,
      logFile: join(directory, 'nats.log'),
    });
    await waitUntilReady(server, () => takesConnections(port), 30_000);
  }

  await start();
  return {
    url: `nats://127.0.0.1:${port}`,
    directory,
    start,
    stop: async () => server?.stop(),
    kill: async () => server?.stop('SIGKILL'),
    freeze: () => server?.freeze(),
    thaw: () => server?.thaw(),
    reload: () => server?.reload(),
    async dispose() {
      server?.thaw();
      await server?.stop('SIGKILL');
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

export function makeDirectory(): string {
  return mkdtempSync(join(tmpdir(), 'nats-'));
}

async function takesConnections(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } finally {
    socket.destroy();
  }
}
