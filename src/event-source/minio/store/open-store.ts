import { Agent, type Dispatcher, request } from 'undici';
import { describeNetworkError } from '../../../kubernetes/connection/describe-network-error.ts';
import { readTag } from './read-tag.ts';
import { type StoreKeys, signRequest } from './sign-request.ts';

type Query = readonly (readonly [string, string])[];

/** An S3-compatible store. What goes wrong is thrown as an error whose message names no key. */
export interface Store {
  /** The body of an answer, as text. */
  ask(path: string, query: Query): Promise<string>;
  /** An answer that goes on for as long as the store has something to say. It may begin minutes later. */
  listen(path: string, query: Query, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
  /** The store's clock, as its last answer told it; milliseconds since 1970. */
  now(): number;
  close(): Promise<void>;
}

/** True for an error with which the store forbids what was asked, to whom it knows. */
export function isForbidden(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.cause === 'AccessDenied';
}

const connectTimeoutMs = 10_000;
const answerTimeoutMs = 30_000;
const maxBodyBytes = 16 * 1024 * 1024;
const defaultRegion = 'us-east-1';

export interface StoreParts {
  endpoint: string;
  keys: StoreKeys;
  ca: string | undefined;
  /** How long the store may say nothing to who listens. */
  silenceMs: number;
  now: () => number;
}

/** Nothing is asked yet. */
export function openStore({ endpoint, keys, ca, silenceMs, now }: StoreParts): Store {
  const { host } = new URL(endpoint);
  const connect = { timeout: connectTimeoutMs, ...(ca === undefined ? {} : { ca }) };
  const dispatcher = new Agent({ allowH2: false, connect });
  let region = keys.region === '' ? defaultRegion : keys.region;
  let aheadMs = 0;

  async function send(path: string, query: Query, { signal, timeoutMs }: { signal: AbortSignal; timeoutMs: number }) {
    const { url, headers } = signRequest({ host, path, query }, { ...keys, region }, now());
    try {
      const answer = await request(`${endpoint}${url}`, {
        ...{ dispatcher, headers, signal, method: 'GET' },
        ...{ headersTimeout: timeoutMs, bodyTimeout: timeoutMs },
      });
      const date = Date.parse(String(answer.headers.date));
      if (!Number.isNaN(date)) aheadMs = date - now();
      return answer;
    } catch (error) {
      throw new Error(describeNetworkError(error), { cause: error });
    }
  }

  /** A store of another region says which, and is asked again. */
  async function call(path: string, query: Query, limits: { signal: AbortSignal; timeoutMs: number }) {
    const first = await send(path, query, limits);
    if (first.statusCode === 200) return first;
    const refusal = await readRefusal(first);
    if (refusal.region === undefined || refusal.region === region) throw refusal.error;
    region = refusal.region;
    const second = await send(path, query, limits);
    if (second.statusCode === 200) return second;
    throw (await readRefusal(second)).error;
  }

  return {
    async ask(path, query) {
      const signal = AbortSignal.timeout(answerTimeoutMs);
      return await readText((await call(path, query, { signal, timeoutMs: answerTimeoutMs })).body);
    },
    async listen(path, query, signal) {
      const answer = await call(path, query, { signal, timeoutMs: silenceMs });
      // What does not know the question lists the bucket.
      if (!/xml/.test(String(answer.headers['content-type']))) return answer.body;
      throw new Error('it does not tell what happens in a bucket; MinIO does');
    },
    now: () => now() + aheadMs,
    close: () => dispatcher.destroy(),
  };
}

async function readText(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > maxBodyBytes) throw new Error(`the store answered with more than ${maxBodyBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** S3's errors are XML: `<Error><Code>…</Code><Message>…</Message></Error>`. */
async function readRefusal({
  statusCode,
  body,
}: Dispatcher.ResponseData): Promise<{ error: Error; region: string | undefined }> {
  const text = await readText(body).catch(() => '');
  const code = readTag(text, 'Code') ?? 'no reason given';
  const message = readTag(text, 'Message') ?? '';
  const said = readTag(text, 'Region');
  const region = said !== undefined && /^[a-z0-9-]{1,64}$/i.test(said) ? said : undefined;
  const sentence = `it answered ${statusCode} (${code}${message === '' ? '' : `: ${message}`})`.slice(0, 300);
  return { error: new Error(sentence, { cause: code }), region };
}
