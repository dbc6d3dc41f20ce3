import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A store that is empty, and tells whatever a test wants it to tell. */
export interface OddStore {
  /** `host:port`. */
  endpoint: string;
  /** Whether somebody listens to the bucket. */
  isHeard(): boolean;
  say(line: string): void;
  close(): Promise<void>;
}

const emptyList = '<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>';

export async function startOddStore(): Promise<OddStore> {
  const listeners = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    if (request.url?.includes('list-type=2')) {
      response.writeHead(200, { 'content-type': 'application/xml' }).end(emptyList);
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.flushHeaders();
    listeners.add(response);
    response.on('close', () => listeners.delete(response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    isHeard: () => listeners.size > 0,
    say(line) {
      for (const each of listeners) each.write(`${line}\n`);
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
