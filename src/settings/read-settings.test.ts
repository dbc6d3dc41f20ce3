import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Environment, readSettings } from './read-settings.ts';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const ecKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' });

const minimal: Environment = {
  APP_ID: '42',
  PRIVATE_KEY: pem,
  WEBHOOK_SECRET: 'a long enough secret',
  KUBECONFIG: '/kube/config',
  ARGO_NAMESPACE: 'ci',
};

const files: Record<string, string> = { '/kube/config': 'apiVersion: v1', '/key.pem': pem, '/broken.pem': 'nothing' };

function readFile(path: string): string {
  const text = files[path];
  if (text === undefined) {
    throw Object.assign(new Error(`no such file, open '${path}'`), { code: 'ENOENT' });
  }
  return text;
}

function read(change: Environment = {}) {
  return readSettings({ ...minimal, ...change }, { readFile });
}

function settingsOf(change: Environment = {}) {
  const result = read(change);
  if (!result.ok) {
    throw new Error(result.problems.map((each) => each.message).join('\n'));
  }
  return result.settings;
}

function problemsOf(change: Environment): string[] {
  const result = read(change);
  return result.ok ? [] : result.problems.map((each) => `${each.code} ${each.message}`);
}

describe('readSettings', () => {
  it('takes the defaults of the table for what is not set', () => {
    expect(settingsOf()).toEqual({
      appId: 42,
      privateKey: pkcs8,
      webhookSecrets: ['a long enough secret'],
      github: {
        host: 'github.com',
        protocol: 'https',
        apiUrl: 'https://api.github.com',
        graphqlUrl: 'https://api.github.com/graphql',
        webUrl: 'https://github.com',
      },
      host: '0.0.0.0',
      port: 3000,
      webhookPath: '/api/github/webhooks',
      metricsPort: 9090,
      bus: { kind: 'sqlite', file: 'data/events.db' },
      eventRetentionMs: 30 * 86_400_000,
      eventApi: { queueSize: 64, workerCount: 16 },
      kubeconfig: '/kube/config',
      argoNamespace: 'ci',
      logLevel: 'info',
      commandPrefix: '/',
    });
  });

  it('takes everything that can be set', () => {
    const settings = settingsOf({
      WEBHOOK_SECRET_PREVIOUS: 'the secret before that',
      PRIVATE_KEY_PREVIOUS_PATH: '/key.pem',
      GHE_HOST: 'GitHub.example.com:8443',
      GHE_PROTOCOL: 'http',
      HOST: '127.0.0.1',
      PORT: '0',
      WEBHOOK_PATH: '/from-github/',
      METRICS_PORT: '0',
      EVENT_BUS: 'sqlite:/var/lib/events.db',
      EVENT_RETENTION: '1d12h',
      EVENT_OPERATION_QUEUE_SIZE: '16',
      EVENT_WORKER_COUNT: '4',
      ARGO_UI_URL: 'https://argo.example.com/ui/',
      ARGO_VERSION: 'v3.5.15',
      ARGO_SERVER_URL: 'http://argo-server:2746',
      PUBLIC_URL: 'https://ci.example.com',
      CLIENT_ID: 'Iv1.abc',
      CLIENT_SECRET: 'client secret',
      SESSION_KEY: 'k'.repeat(32),
      POLICY_FILE: '/etc/policy.yaml',
      COMMAND_PREFIX: '/argo',
      LOG_LEVEL: 'debug',
    });
    expect(settings).toMatchObject({
      webhookSecrets: ['a long enough secret', 'the secret before that'],
      previousPrivateKey: pkcs8,
      github: {
        host: 'github.example.com:8443',
        protocol: 'http',
        apiUrl: 'http://github.example.com:8443/api/v3',
        graphqlUrl: 'http://github.example.com:8443/api/graphql',
        webUrl: 'http://github.example.com:8443',
      },
      argoVersion: { major: 3, minor: 5 },
      host: '127.0.0.1',
      port: 0,
      webhookPath: '/from-github',
      metricsPort: 0,
      bus: { kind: 'sqlite', file: '/var/lib/events.db' },
      eventRetentionMs: 36 * 3_600_000,
      eventApi: { queueSize: 16, workerCount: 4 },
      argoUiUrl: 'https://argo.example.com/ui',
      argoServerUrl: 'http://argo-server:2746',
      publicUrl: 'https://ci.example.com',
      signIn: { clientId: 'Iv1.abc', clientSecret: 'client secret', sessionKey: 'k'.repeat(32) },
      policyFile: '/etc/policy.yaml',
      commandPrefix: '/argo',
      logLevel: 'debug',
    });
  });

  it('knows the API host of GitHub Enterprise Cloud with data residency', () => {
    expect(settingsOf({ GHE_HOST: 'acme.ghe.com' }).github).toMatchObject({
      apiUrl: 'https://api.acme.ghe.com',
      graphqlUrl: 'https://api.acme.ghe.com/graphql',
    });
  });

  it.each([
    ['PEM', { PRIVATE_KEY: pem }],
    ['PKCS #8 PEM', { PRIVATE_KEY: pkcs8 }],
    ['PEM with \\n written out', { PRIVATE_KEY: pem.replaceAll('\n', '\\n') }],
    ['PEM in quotes', { PRIVATE_KEY: `"${pem.replaceAll('\n', '\\n')}"` }],
    ['PEM with Windows line ends', { PRIVATE_KEY: pem.replaceAll('\n', '\r\n') }],
    ['base64 of PEM', { PRIVATE_KEY: Buffer.from(pem).toString('base64') }],
    ['a file', { PRIVATE_KEY: '', PRIVATE_KEY_PATH: '/key.pem' }],
    ['a variable rather than a file', { PRIVATE_KEY_PATH: '/missing' }],
  ])('takes the private key from %s and gives one form of it', (_, change) => {
    expect(settingsOf(change).privateKey).toBe(pkcs8);
  });

  it('lists all that is missing at once, in the order of the table', () => {
    const result = readSettings({ PUBLIC_URL: 'https://ci.example.com' }, { readFile });
    expect(result.ok ? [] : result.problems.map((each) => each.message.split(',')[0])).toEqual([
      'APP_ID is not set',
      'PRIVATE_KEY is not set',
      'WEBHOOK_SECRET is not set',
      'KUBECONFIG is not set',
      'ARGO_NAMESPACE is not set',
      'CLIENT_ID is not set',
      'CLIENT_SECRET is not set',
      'SESSION_KEY is not set',
    ]);
    expect(result.ok ? [] : result.problems.every((each) => each.hint.length > 20)).toBe(true);
  });

  it('does without KUBECONFIG in a cluster and without ARGO_NAMESPACE beside a policy', () => {
    const change = { KUBECONFIG: '', KUBERNETES_SERVICE_HOST: '10.0.0.1', ARGO_NAMESPACE: '', POLICY_FILE: 'p.yaml' };
    expect(settingsOf(change).kubeconfig).toBeUndefined();
    expect(settingsOf(change).argoNamespace).toBeUndefined();
  });

  it.each([
    ['APP_ID', 'x1', 'settings.wrong APP_ID is "x1"; expected a number.'],
    ['APP_ID', '0', 'settings.wrong APP_ID is "0"; expected a number.'],
    ['WEBHOOK_SECRET', 'development', 'settings.default-secret WEBHOOK_SECRET is "development"'],
    ['WEBHOOK_SECRET_PREVIOUS', 'development', 'settings.default-secret WEBHOOK_SECRET_PREVIOUS'],
    [
      'GHE_HOST',
      'https://github.example.com',
      'settings.wrong GHE_HOST is "https://github.example.com"; expected a host',
    ],
    ['GHE_HOST', 'user@host', 'settings.wrong GHE_HOST'],
    ['GHE_PROTOCOL', 'ftp', 'settings.wrong GHE_PROTOCOL is "ftp"; expected https or http.'],
    ['GHE_PROTOCOL', 'http', 'settings.wrong GHE_PROTOCOL is "http"; expected https for github.com.'],
    ['PORT', '65536', 'settings.wrong PORT is "65536"; expected a number from 0 to 65535.'],
    ['PORT', '9090', 'settings.same-port PORT and METRICS_PORT are both 9090.'],
    ['METRICS_PORT', '3000', 'settings.same-port PORT and METRICS_PORT are both 3000.'],
    ['METRICS_PORT', '-1', 'settings.wrong METRICS_PORT'],
    ['WEBHOOK_PATH', 'hooks', 'settings.wrong WEBHOOK_PATH'],
    ['COMMAND_PREFIX', 'argo ', 'settings.wrong COMMAND_PREFIX is "argo "; expected a sign'],
    ['COMMAND_PREFIX', '#', 'settings.wrong COMMAND_PREFIX'],
    ['WEBHOOK_PATH', '/readyz', 'settings.wrong WEBHOOK_PATH'],
    ['WEBHOOK_PATH', '/a?b', 'settings.wrong WEBHOOK_PATH'],
    ['WEBHOOK_PATH', '/api/v1/events', 'settings.wrong WEBHOOK_PATH'],
    ['EVENT_OPERATION_QUEUE_SIZE', '0', 'settings.wrong EVENT_OPERATION_QUEUE_SIZE is "0"; expected a number from 1'],
    ['EVENT_WORKER_COUNT', '1001', 'settings.wrong EVENT_WORKER_COUNT'],
    ['EVENT_BUS', 'sqlite:', 'settings.wrong EVENT_BUS'],
    ['EVENT_BUS', 'sqlite::memory:', 'settings.wrong EVENT_BUS'],
    ['EVENT_BUS', 'sqlite:///x.db', 'settings.wrong EVENT_BUS'],
    ['EVENT_BUS', 'redis://:pass@host', 'settings.wrong EVENT_BUS is "redis://***@host"'],
    ['EVENT_BUS', 'kafka://u:pass@host:9092', 'settings.wrong EVENT_BUS is "kafka://***@host:9092"'],
    ['EVENT_BUS', 'nats://u:pass@host:4222', 'settings.wrong EVENT_BUS is "nats://***@host:4222"'],
    ['EVENT_BUS', 'nats://', 'settings.wrong EVENT_BUS'],
    ['EVENT_BUS', 'nats://one,,two', 'settings.wrong EVENT_BUS'],
    ['EVENT_BUS', 'nats://one/path', 'settings.wrong EVENT_BUS'],
    ['NATS_STREAM_PREFIX', 'a.b', 'settings.wrong NATS_STREAM_PREFIX is "a.b"'],
    ['NATS_REPLICAS', '7', 'settings.wrong NATS_REPLICAS is "7"'],
    ['EVENT_RETENTION', '30', 'settings.wrong EVENT_RETENTION is "30"; expected a duration.'],
    ['EVENT_RETENTION', '0d', 'settings.wrong EVENT_RETENTION'],
    [
      'KUBECONFIG',
      '/gone',
      'settings.unreadable-file KUBECONFIG names the file "/gone", which cannot be read (ENOENT).',
    ],
    ['KUBECONFIG', '/kube/config:/gone', 'settings.unreadable-file KUBECONFIG names the file "/gone"'],
    ['ARGO_NAMESPACE', 'CI_Runs', 'settings.wrong ARGO_NAMESPACE is "CI_Runs"'],
    ['ARGO_UI_URL', 'argo.example.com', 'settings.wrong ARGO_UI_URL'],
    ['ARGO_VERSION', 'latest', 'settings.wrong ARGO_VERSION is "latest"'],
    ['ARGO_SERVER_URL', 'https://u:p@argo', 'settings.wrong ARGO_SERVER_URL is "https://***@argo"'],
    ['PUBLIC_URL', 'ftp://x', 'settings.wrong PUBLIC_URL'],
    ['LOG_LEVEL', 'loud', 'settings.wrong LOG_LEVEL is "loud"'],
    ['SESSION_KEY', 'short', 'settings.wrong SESSION_KEY is set, but not to one (the value is not shown)'],
  ])('refuses %s=%s', (name, value, expected) => {
    expect(problemsOf({ [name]: value })).toContainEqual(expect.stringContaining(expected));
  });

  it.each([
    ['text that is no key', 'not a key'],
    ['half a key', pem.slice(0, 400)],
    ['a key of another kind', String(ecKey)],
    ['a public key', createPublicKey(pem).export({ type: 'spki', format: 'pem' }).toString()],
  ])('refuses %s as PRIVATE_KEY without repeating it', (_, value) => {
    const problems = problemsOf({ PRIVATE_KEY: value });
    expect(problems).toEqual([
      'settings.wrong PRIVATE_KEY is set, but not to one (the value is not shown); expected an unencrypted RSA private key in PEM, or base64 of it.',
    ]);
  });

  it.each([
    [
      '/gone.pem',
      'settings.unreadable-file PRIVATE_KEY_PATH names the file "/gone.pem", which cannot be read (ENOENT).',
    ],
    ['/broken.pem', 'settings.wrong PRIVATE_KEY_PATH is "/broken.pem"; expected a file with an unencrypted RSA'],
  ])('refuses PRIVATE_KEY_PATH=%s with one problem', (path, expected) => {
    const problems = problemsOf({ PRIVATE_KEY: undefined, PRIVATE_KEY_PATH: path });
    expect(problems).toEqual([expect.stringContaining(expected)]);
  });

  it('says of the key before which variable names a file that is none', () => {
    expect(problemsOf({ PRIVATE_KEY_PREVIOUS_PATH: '/broken.pem' })).toEqual([
      expect.stringContaining('settings.wrong PRIVATE_KEY_PREVIOUS_PATH is "/broken.pem"'),
    ]);
    expect(problemsOf({ PRIVATE_KEY_PREVIOUS: 'nothing' })).toEqual([
      expect.stringMatching(/^settings\.wrong PRIVATE_KEY_PREVIOUS /),
    ]);
  });

  it('lists every wrong value together', () => {
    expect(problemsOf({ APP_ID: 'x', PORT: 'x', LOG_LEVEL: 'x' }).map((each) => each.split(' ')[1])).toEqual([
      'APP_ID',
      'PORT',
      'LOG_LEVEL',
    ]);
  });

  it('warns of a short webhook secret and starts all the same', () => {
    const result = read({ WEBHOOK_SECRET: 'short' });
    expect(result.ok && result.warnings.map((each) => each.code)).toEqual(['settings.short-secret']);
    expect(result.ok && result.warnings.map((each) => each.severity)).toEqual(['warning']);
  });

  it('leaves off the line break that a file leaves behind, and nothing else of a secret', () => {
    expect(settingsOf({ WEBHOOK_SECRET: ' a long enough secret \n' }).webhookSecrets).toEqual([
      ' a long enough secret ',
    ]);
  });

  it('never repeats a secret, whatever the environment', () => {
    const secret = fc.stringMatching(/^[A-Z]{12}[a-z]{3}$/);
    fc.assert(
      fc.property(
        secret,
        fc.constantFrom('PRIVATE_KEY', 'WEBHOOK_SECRET', 'CLIENT_SECRET', 'SESSION_KEY'),
        (value, name) => {
          const result = read({ [name]: value, APP_ID: 'wrong' });
          expect(JSON.stringify(result.ok || result.problems)).not.toContain(value);
        },
      ),
    );
  });

  it('never throws, whatever the environment', () => {
    const names = [
      'APP_ID',
      'PRIVATE_KEY',
      'GHE_HOST',
      'PORT',
      'WEBHOOK_PATH',
      'EVENT_BUS',
      'EVENT_RETENTION',
      'PUBLIC_URL',
    ];
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names), fc.string({ unit: 'binary' })), (environment) => {
        expect(typeof read(environment).ok).toBe('boolean');
      }),
    );
  });
});
