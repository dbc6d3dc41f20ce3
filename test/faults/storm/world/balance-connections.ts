import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** One address in front of several replicas, as a Service is: each connection goes to one of those that are up. */
export interface Balancer {
  port: number;
  /** Cuts every connection, whatever is under way on it. */
  drop(): void;
  /** The next connections on which a replica answers are cut instead: it has done what it was asked, and nobody hears of it. */
  loseAnswers(count: number): void;
  close(): Promise<void>;
}

export async function balanceConnections(portsUp: () => readonly number[]): Promise<Balancer> {
  const open = new Set<Socket>();
  let answersToLose = 0;
  let turn = 0;

  function hold(socket: Socket): void {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  }

  const server = createServer((client) => {
    const ports = portsUp();
    turn += 1;
    const port = ports[turn % Math.max(ports.length, 1)];
    client.on('error', () => client.destroy());
    if (port === undefined) {
      client.destroy();
      return;
    }
    const replica = connect({ port, host: '127.0.0.1', noDelay: true });
    hold(client);
    hold(replica);
    replica.on('error', () => client.destroy());
    replica.once('close', () => client.destroy());
    client.once('close', () => replica.destroy());
    client.pipe(replica);
    replica.on('data', (chunk) => {
      if (answersToLose === 0) {
        client.write(chunk);
        return;
      }
      answersToLose -= 1;
      client.destroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  function drop(): void {
    for (const socket of open) socket.destroy();
  }

  return {
    port: (server.address() as AddressInfo).port,
    drop,
    loseAnswers(count) {
      answersToLose += count;
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      drop();
      await closed;
    },
  };
}
