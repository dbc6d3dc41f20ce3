import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Dispatcher, Pool } from 'undici';

export interface FrontGithub {
  /** What GHE_HOST takes. */
  host: string;
  close(): Promise<void>;
}

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

/** An answer about a commit's files, and the commit. */
interface Known {
  commit: string;
  answer: Answer;
}

const checkRuns = /^\/api\/v3\/repos\/[^/]+\/[^/]+\/check-runs(?:\/\d+)?$/;

/**
 * Stands before the stand-in for GitHub and answers by itself what is asked for every push, because the stand-in reads git's objects
 * and keeps suites as GitHub does, and would take as much of the machine as the app. A commit's files are those that the stand-in
 * gave for the first commit of its repository, under the other's id; a check that is written gets an id. All else is handed on.
 */
export async function frontGithub(url: string): Promise<FrontGithub> {
  const behind = new Pool(url, { connections: 16 });
  const known = new Map<string, Known>();
  let lastId = 1_000_000_000;

  async function handOn({ method = 'GET', url: path = '/', headers }: IncomingMessage, body: Buffer): Promise<Answer> {
    const { connection: _, 'transfer-encoding': __, ...kept } = headers;
    const answer = await behind.request({
      method: method as Dispatcher.HttpMethod,
      path,
      headers: kept,
      body: body.length === 0 ? null : body,
    });
    return {
      status: answer.statusCode,
      headers: answer.headers,
      body: Buffer.from(await answer.body.arrayBuffer()),
    };
  }

  async function answerQuery(request: IncomingMessage, body: Buffer): Promise<Answer> {
    const { query, variables = {} } = JSON.parse(body.toString()) as {
      query: string;
      variables?: Record<string, unknown>;
    };
    const { owner, name, commit } = variables;
    if (typeof commit !== 'string' || !/^[0-9a-f]{40}$/.test(commit)) return await handOn(request, body);
    const key = `${owner}/${name} ${query}`;
    const first = known.get(key);
    if (first !== undefined) {
      const text = first.answer.body.toString().replaceAll(first.commit, commit);
      return { ...first.answer, body: Buffer.from(text) };
    }
    const answer = await handOn(request, body);
    if (answer.status === 200) known.set(key, { commit, answer });
    return answer;
  }

  async function answer(request: IncomingMessage): Promise<Answer> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const body = Buffer.concat(chunks);
    if (request.method === 'POST' && request.url === '/api/graphql') return await answerQuery(request, body);
    if (request.method === 'GET' || !checkRuns.test(request.url ?? '')) return await handOn(request, body);
    lastId += 1;
    const status = request.method === 'POST' ? 201 : 200;
    const headers = { 'content-type': 'application/json; charset=utf-8' };
    return { status, headers, body: Buffer.from(JSON.stringify({ id: lastId })) };
  }

  function send(response: ServerResponse, { status, headers, body }: Answer): void {
    const { connection: _, 'transfer-encoding': __, 'keep-alive': ___, ...kept } = headers;
    response.writeHead(status, { ...kept, 'content-length': body.length }).end(body);
  }

  const server = createServer((request, response) => {
    answer(request).then(
      (given) => send(response, given),
      () => response.destroy(),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.close();
      server.closeAllConnections();
      await behind.destroy();
    },
  };
}
