import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type Environment, readSettings } from '../read-settings.ts';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

function read(change: Environment) {
  const environment = {
    APP_ID: '42',
    PRIVATE_KEY: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
    WEBHOOK_SECRET: 'a long enough secret',
    KUBERNETES_SERVICE_HOST: '10.0.0.1',
    ARGO_NAMESPACE: 'ci',
    EVENT_BUS: 'nats://nats:4222',
    ...change,
  };
  return readSettings(environment, {
    readFile(path) {
      if (path.startsWith('/there')) return '';
      throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
    },
  });
}

function busOf(change: Environment = {}) {
  const result = read(change);
  return result.ok ? result.settings.bus : result.problems.map((each) => each.message);
}

function problemsOf(change: Environment): string[] {
  const result = read(change);
  return result.ok ? [] : result.problems.map((each) => `${each.code} ${each.message}`);
}

describe('settings of a bus on NATS', () => {
  it('needs an address alone; names begin with the App, so that two Apps do not meet', () => {
    expect(busOf()).toEqual({
      kind: 'nats',
      servers: ['nats://nats:4222'],
      prefix: 'argo-events-app-42',
      replicas: 1,
    });
  });

  it('takes the servers of a cluster', () => {
    expect(busOf({ EVENT_BUS: 'nats://a:4222,B.example.com,[::1]:4223' })).toMatchObject({
      servers: ['nats://a:4222', 'nats://b.example.com', 'nats://[::1]:4223'],
    });
  });

  it('takes a prefix and a number of copies', () => {
    expect(busOf({ NATS_STREAM_PREFIX: 'ci_events-2', NATS_REPLICAS: '3' })).toMatchObject({
      prefix: 'ci_events-2',
      replicas: 3,
    });
  });

  it.each([
    [{ NATS_TLS: 'on' }, {}],
    [{ NATS_CA_FILE: '/there/ca.pem' }, { caFile: '/there/ca.pem' }],
    [
      { NATS_CERT_FILE: '/there/cert.pem', NATS_KEY_FILE: '/there/key.pem' },
      { certFile: '/there/cert.pem', keyFile: '/there/key.pem' },
    ],
    [{}, undefined],
    [{ NATS_TLS: 'off' }, undefined],
  ])('encrypts the connection with %j as %j', (change, tls) => {
    expect(busOf(change)).toHaveProperty('kind', 'nats');
    expect((busOf(change) as { tls?: unknown }).tls).toEqual(tls);
  });

  it.each([
    [{ NATS_CREDENTIALS_FILE: '/there/user.creds' }, { kind: 'file', file: '/there/user.creds' }],
    [{ NATS_TOKEN: 's3cret' }, { kind: 'token', token: 's3cret' }],
    [
      { NATS_USERNAME: 'app', NATS_PASSWORD: ' s3cret ' },
      { kind: 'user', user: 'app', password: ' s3cret ' },
    ],
  ])('signs in with %j', (change, credentials) => {
    expect(busOf(change)).toMatchObject({ credentials });
  });

  it.each([
    [{ NATS_USERNAME: 'app' }, 'settings.missing NATS_PASSWORD is not set, but NATS_USERNAME is'],
    [{ NATS_PASSWORD: 'app' }, 'settings.missing NATS_USERNAME is not set, but NATS_PASSWORD is'],
    [{ NATS_CERT_FILE: '/there/a' }, 'settings.missing NATS_KEY_FILE is not set, but NATS_CERT_FILE is'],
    [{ NATS_CA_FILE: '/gone' }, 'settings.unreadable-file NATS_CA_FILE names the file "/gone"'],
    [{ NATS_CREDENTIALS_FILE: '/gone' }, 'settings.unreadable-file NATS_CREDENTIALS_FILE names the file "/gone"'],
    [{ NATS_CREDENTIALS_FILE: '/there/a', NATS_TOKEN: 'hidden' }, 'settings.wrong NATS_TOKEN is set, but not to one'],
    [{ NATS_CA_FILE: '/there/a', NATS_TLS: 'off' }, 'settings.wrong NATS_TLS is "off"; expected on'],
  ])('refuses %j', (change, expected) => {
    expect(problemsOf(change)).toContainEqual(expect.stringContaining(expected));
  });

  it('never repeats a password or a token', () => {
    const texts = JSON.stringify([
      problemsOf({ NATS_TOKEN: 'hidden', NATS_USERNAME: 'app', NATS_PASSWORD: 'secret-word' }),
      problemsOf({ EVENT_BUS: 'nats://app:secret-word@nats' }),
    ]);
    expect(texts).not.toMatch(/hidden|secret-word/);
  });

  it('does not look at variables of NATS when the bus is another', () => {
    expect(busOf({ EVENT_BUS: 'sqlite:x.db', NATS_USERNAME: 'app' })).toEqual({ kind: 'sqlite', file: 'x.db' });
  });
});
