import { generateKeyPairSync } from 'node:crypto';
import nock from 'nock';
import { pino } from 'pino';
import { afterEach, beforeEach, expect } from 'vitest';
import { readSettings } from '../../settings/read-settings.ts';
import { connectGithub } from '../connect-github.ts';
import type { RepositoryAddress } from '../github.ts';
import { sendOverFetch } from './send-over-fetch.ts';

export const api = 'https://api.github.com';
export const repository: RepositoryAddress = { installationId: 11, id: 5, owner: 'acme', name: 'shop' };
export const sha = 'a'.repeat(40);

const environment = {
  APP_ID: '7',
  PRIVATE_KEY: generateKeyPairSync('rsa', { modulusLength: 2048 })
    .privateKey.export({ type: 'pkcs1', format: 'pem' })
    .toString(),
  WEBHOOK_SECRET: 'a secret of the tests',
  ARGO_NAMESPACE: 'ci',
  KUBERNETES_SERVICE_HOST: '127.0.0.1',
};

/** What the app itself uses, on a network where only what a test prepared answers. No wait takes any time. */
export function connectNocked(onCall: (call: string) => void = () => undefined) {
  const read = readSettings(environment, { readFile: () => '' });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return connectGithub(read.settings, pino({ level: 'silent' }), {
    clock: { now: () => Date.now(), wait: async () => undefined },
    send: sendOverFetch,
    onCall: (method, outcome) => onCall(`${method} ${outcome}`),
  }).github;
}

/** GitHub gives the installation its token, once. */
export function answerTokens(): void {
  nock(api)
    .post('/app/installations/11/access_tokens')
    .matchHeader('authorization', /^bearer eyJ/)
    .reply(201, { token: 'ghs_first', expires_at: '2099-01-01T00:00:00Z', permissions: { checks: 'write' } });
}

/** In every test of the file: nothing but what was prepared answers, and all that was prepared must have been asked for. */
export function expectPreparedCalls(): void {
  beforeEach(() => nock.disableNetConnect());

  afterEach(() => {
    const forgotten = nock.pendingMocks();
    nock.cleanAll();
    nock.enableNetConnect();
    expect(forgotten).toEqual([]);
  });
}
