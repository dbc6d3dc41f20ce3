import { describe, expect, it } from 'vitest';
import { createBoundedFetch, defaultFetchLimits } from './bounded-fetch.ts';

interface Sent {
  url: string;
  method: string | undefined;
  body: unknown;
}

function answering(answers: Record<string, () => Response>) {
  const sent: Sent[] = [];
  const doFetch = async (url: string, init?: RequestInit) => {
    sent.push({ url, method: init?.method, body: init?.body });
    const answer = answers[url];
    if (answer === undefined) {
      throw new Error(`nothing answers at ${url}`);
    }
    return answer();
  };
  return { sent, doFetch };
}

const redirect = (status: number, location: string) => () => new Response(null, { status, headers: { location } });

describe('createBoundedFetch', () => {
  it('gives the answer whole', async () => {
    const { doFetch } = answering({ 'https://api/a': () => new Response('hello', { headers: { 'x-a': '1' } }) });
    const response = await createBoundedFetch(defaultFetchLimits, doFetch)('https://api/a');
    expect(response.status).toBe(200);
    expect(response.headers.get('x-a')).toBe('1');
    expect(await response.text()).toBe('hello');
  });

  it.each([204, 304])('gives an answer %i without a body', async (status) => {
    const { doFetch } = answering({ 'https://api/a': () => new Response(null, { status }) });
    expect((await createBoundedFetch(defaultFetchLimits, doFetch)('https://api/a')).status).toBe(status);
  });

  it.each([301, 302, 307, 308])('follows a %i on the same host with the same method and body', async (status) => {
    const { sent, doFetch } = answering({
      'https://api/repos/old': redirect(status, '/repositories/5'),
      'https://api/repositories/5': () => new Response('found'),
    });
    const response = await createBoundedFetch(defaultFetchLimits, doFetch)('https://api/repos/old', {
      method: 'POST',
      body: 'x',
    });
    expect(await response.text()).toBe('found');
    expect(sent[1]).toEqual({ url: 'https://api/repositories/5', method: 'POST', body: 'x' });
  });

  it.each([
    ['another host', redirect(302, 'https://elsewhere/')],
    ['another port', redirect(302, 'https://api:444/')],
    ['no encryption', redirect(302, 'http://api/')],
    ['itself for ever', redirect(302, '/a')],
    ['nowhere', redirect(302, 'https://')],
  ])('refuses a redirect to %s', async (_, answer) => {
    const { doFetch, sent } = answering({ 'https://api/a': answer });
    await expect(createBoundedFetch(defaultFetchLimits, doFetch)('https://api/a')).rejects.toThrow();
    expect(sent.every((each) => each.url === 'https://api/a')).toBe(true);
  });

  it('stops an answer that is too large', async () => {
    const { doFetch } = answering({ 'https://api/a': () => new Response('x'.repeat(101)) });
    const bounded = createBoundedFetch({ ...defaultFetchLimits, maxBytes: 100 }, doFetch);
    await expect(bounded('https://api/a')).rejects.toThrow('larger than 100 bytes');
  });

  it.each([
    ['answers', (init?: RequestInit) => untilAborted(init)],
    ['ends its answer', async (init?: RequestInit) => new Response(neverEnding(init?.signal))],
  ])('stops when GitHub never %s', async (_, doFetch) => {
    const bounded = createBoundedFetch({ ...defaultFetchLimits, timeoutMs: 20 }, (_url, init) => doFetch(init));
    await expect(bounded('https://api/a')).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it("stops with the caller's signal", async () => {
    const caller = new AbortController();
    const bounded = createBoundedFetch(defaultFetchLimits, (_, init) => untilAborted(init));
    const pending = bounded('https://api/a', { signal: caller.signal });
    caller.abort(new Error('not needed any more'));
    await expect(pending).rejects.toThrow('not needed any more');
  });
});

function untilAborted(init?: RequestInit): Promise<Response> {
  return new Promise((_, reject) => {
    init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
  });
}

function neverEnding(signal: AbortSignal | null | undefined): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('{"half":'));
      signal?.addEventListener('abort', () => controller.error(signal.reason));
    },
  });
}
