import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer, type ServerOptions } from 'node:https';
import { onTestFinished } from 'vitest';

export interface SeenCall {
  method: string;
  path: string;
  /** As they came, in their own case. */
  rawHeaders: string[];
  headers: IncomingMessage['headers'];
  body: string;
  remoteAddress: string | undefined;
}

export interface TestHost {
  port: number;
  calls: SeenCall[];
  /** What the next calls are answered with. */
  answer: (response: ServerResponse, call: SeenCall) => void;
  connections: () => number;
}

/** A host on this machine that remembers its calls and answers 200; with certificates it speaks TLS. Closed when the test ends. */
export async function serveHttp(tls?: ServerOptions): Promise<TestHost> {
  let connections = 0;
  const host: TestHost = {
    port: 0,
    calls: [],
    answer: (response) => response.end('thanks'),
    connections: () => connections,
  };
  const server: Server = tls === undefined ? createServer(take) : createSecureServer(tls, take);
  server.on('connection', () => {
    connections += 1;
  });

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const call: SeenCall = {
      method: request.method ?? '',
      path: request.url ?? '',
      rawHeaders: request.rawHeaders,
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
      remoteAddress: request.socket.remoteAddress,
    };
    host.calls.push(call);
    host.answer(response, call);
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  host.port = typeof address === 'object' && address !== null ? address.port : 0;
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return host;
}
