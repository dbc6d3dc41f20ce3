import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Github } from '../../dev/github/start-github.ts';

/** Takes webhooks instead of the app, for whoever sends them himself; answers the bodies of what the work made GitHub send. */
export async function catchWebhooks(github: Github, event: string, work: () => Promise<unknown>): Promise<string[]> {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.headers['x-github-event'] === event) bodies.push(Buffer.concat(chunks).toString());
      response.writeHead(202).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  await github.setWebhook({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` });
  try {
    await work();
  } finally {
    server.close();
    server.closeAllConnections();
  }
  return bodies;
}
