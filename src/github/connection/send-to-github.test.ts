import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import type { HttpAnswer, HttpRequest } from '../../exchange/send-request.ts';
import { createSendToGithub, defaultGithubLimits } from './send-to-github.ts';

function answering(answers: Record<string, HttpAnswer>) {
  const sent: HttpRequest[] = [];
  const send = createSendToGithub(defaultGithubLimits, async (request) => {
    sent.push(request);
    const answer = answers[request.url];
    if (answer === undefined) throw new Error(`nothing answers at ${request.url}`);
    return answer;
  });
  return { sent, ask: (url: string) => send({ method: 'POST', url, headers: { authorization: 'token' }, body: 'x' }) };
}

const found: HttpAnswer = { status: 200, headers: {}, text: 'found' };
const redirect = (status: number, location: string): HttpAnswer => ({ status, headers: { location }, text: '' });

describe('createSendToGithub', () => {
  it.each([301, 302, 307, 308])('follows a %i on the same host with the same method and body', async (status) => {
    const { sent, ask } = answering({
      'https://api/repos/old': redirect(status, '/repositories/5'),
      'https://api/repositories/5': found,
    });
    expect(await ask('https://api/repos/old')).toEqual(found);
    expect(sent[1]).toMatchObject({ url: 'https://api/repositories/5', method: 'POST', body: 'x' });
  });

  it.each([
    ['another host', redirect(302, 'https://elsewhere/')],
    ['another port', redirect(302, 'https://api:444/')],
    ['no encryption', redirect(302, 'http://api/')],
    ['itself for ever', redirect(302, '/a')],
    ['nowhere', redirect(302, 'https://')],
  ])('refuses a redirect to %s', async (_, answer) => {
    const { sent, ask } = answering({ 'https://api/a': answer });
    await expect(ask('https://api/a')).rejects.toThrow();
    expect(sent.every((each) => each.url === 'https://api/a')).toBe(true);
  });

  it.each([304, 303, 200])('gives an answer %i that redirects nowhere as it is', async (status) => {
    const { ask } = answering({ 'https://api/a': redirect(status, 'https://elsewhere/') });
    expect(await ask('https://api/a')).toMatchObject({ status });
  });

  it('goes through the proxy that Node is told to use', async () => {
    const asked: (string | undefined)[] = [];
    const proxy = createServer((request, response) => {
      asked.push(request.url);
      response.end('by proxy');
    });
    proxy.on('connect', ({ url }, socket) => {
      asked.push(url);
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    });
    proxy.listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    vi.stubEnv('NODE_USE_ENV_PROXY', '1');
    vi.stubEnv('HTTP_PROXY', `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
    vi.stubEnv('http_proxy', undefined);
    const send = createSendToGithub();
    await send({ method: 'GET', url: 'http://ghe.example/api/v3/app', headers: {} }).catch(() => undefined);
    vi.unstubAllEnvs();
    proxy.close();
    expect(asked).toHaveLength(1);
    expect(asked[0]).toContain('ghe.example');
  });

  it('gives a request and its redirects one time together', async () => {
    const left: number[] = [];
    const send = createSendToGithub({ ...defaultGithubLimits, timeoutMs: 1000 }, async ({ timeoutMs }) => {
      left.push(timeoutMs);
      await new Promise((resolve) => setTimeout(resolve, 5));
      return left.length === 1 ? redirect(307, '/b') : found;
    });
    await send({ method: 'GET', url: 'https://api/a', headers: {} });
    expect(left[1]).toBeLessThan(left[0] ?? 0);
  });
});
