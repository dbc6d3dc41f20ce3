import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { type Github, type GithubOptions, startGithub } from '../start-github.ts';
import { receiveWebhooks, type WebhookReceiver } from './receive-webhooks.ts';
import { signJwt } from './sign-jwt.ts';

const anything = z.any();

export interface ApiAnswer {
  status: number;
  headers: Headers;
  text: string;
  // Tests look into answers of every shape, and say in each expectation what they expect there.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  json: any;
}

export interface CallOptions {
  body?: unknown;
  headers?: Record<string, string>;
}

/** Calls the API with some credentials: `call('GET /repos/acme/demo')`. */
export type CallApi = (route: string, options?: CallOptions) => Promise<ApiAnswer>;

export interface Stage {
  github: Github;
  receiver: WebhookReceiver;
  directory: string;
  app: { id: number; slug: string; privateKey: string; webhookSecret: string };
  installation: number;
  /** The first commit of `acme/demo`. */
  firstSha: string;
  jwt(): string;
  /** Calls with the App's JWT. */
  asApp: CallApi;
  /** Calls with a token of the installation, made on first use. */
  call: CallApi;
  callWith(credentials: string | undefined): CallApi;
  /** Makes a token with the narrowing of that body. */
  createToken(body?: unknown): Promise<string>;
  close(): Promise<void>;
}

/** A stand-in with the App installed on all of `acme`, the repository `acme/demo`, and a receiver of its webhooks. */
export async function startStage(options: Partial<GithubOptions> = {}): Promise<Stage> {
  const directory = await mkdtemp(join(tmpdir(), 'github-stand-in-test-'));
  const github = await startGithub({ directory, ...options });
  const receiver = await receiveWebhooks();
  const app = await github.createApp({ webhookUrl: receiver.url });
  const files = { 'README.md': '# demo\n', 'src/main.ts': 'export const one = 1;\n' };
  const repository = await github.createRepository({ repository: 'acme/demo', files });
  const { id: installation } = await github.installApp({ account: 'acme' });
  const jwt = (): string => signJwt(app.privateKey, { iss: app.id });
  const callWith =
    (credentials: string | undefined): CallApi =>
    async (route, { body, headers } = {}) => {
      const [method = 'GET', path = ''] = route.split(' ');
      const base = path === '/graphql' ? `${github.url}/api` : `${github.url}/api/v3`;
      const answer = await fetch(`${base}${path}`, {
        method,
        headers: { ...(credentials === undefined ? {} : { authorization: `Bearer ${credentials}` }), ...headers },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await answer.text();
      const isJson = answer.headers.get('content-type')?.startsWith('application/json') === true;
      const json = isJson ? anything.parse(JSON.parse(text)) : undefined;
      return { status: answer.status, headers: answer.headers, text, json };
    };
  const createToken = async (body?: unknown): Promise<string> => {
    const answer = await callWith(jwt())(`POST /app/installations/${installation}/access_tokens`, { body });
    return z.object({ token: z.string() }).parse(answer.json).token;
  };
  let token: Promise<string> | undefined;
  receiver.clear();
  return {
    github,
    receiver,
    directory,
    app,
    installation,
    firstSha: repository.sha ?? '',
    jwt,
    asApp: (route, call) => callWith(jwt())(route, call),
    async call(route, call) {
      token ??= createToken();
      return callWith(await token)(route, call);
    },
    callWith,
    createToken,
    async close() {
      await github.close();
      await receiver.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
