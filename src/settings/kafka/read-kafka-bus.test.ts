import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Environment, readSettings } from '../read-settings.ts';
import { parseKafkaBus } from './parse-kafka-bus.ts';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const base: Environment = {
  APP_ID: '7',
  PRIVATE_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  WEBHOOK_SECRET: 'a long enough secret',
  KUBECONFIG: '/kube/config',
  ARGO_NAMESPACE: 'ci',
  EVENT_BUS: 'kafka://one:9092,two',
};

function readFile(path: string): string {
  if (path.startsWith('/gone')) throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
  return `text of ${path}`;
}

const read = (change: Environment = {}) => readSettings({ ...base, ...change }, { readFile });

function busOf(change: Environment) {
  const result = read(change);
  if (!result.ok) throw new Error(result.problems.map(({ message }) => message).join());
  return result.settings.bus;
}

function linesOf(change: Environment): string[] {
  const result = read(change);
  return (result.ok ? result.warnings : result.problems).map(({ code, message }) => `${code} ${message}`);
}

describe('the settings of a bus on Kafka', () => {
  it('are the brokers and names that no other App has', () => {
    expect(busOf({})).toEqual({
      kind: 'kafka',
      brokers: ['one:9092', 'two:9092'],
      prefix: 'argo-events-app-7',
      partitions: 12,
    });
  });

  it('take over what is set', () => {
    const change = { KAFKA_TOPIC_PREFIX: 'ci.events', KAFKA_PARTITIONS: '3', KAFKA_REPLICATION: '2' };
    expect(busOf(change)).toMatchObject({ prefix: 'ci.events', partitions: 3, replication: 2 });
  });

  it.each([
    [{ KAFKA_TLS: 'on' }, {}],
    [{ KAFKA_CA_FILE: '/ca' }, { ca: 'text of /ca' }],
    [
      { KAFKA_TLS: 'on', KAFKA_CERT_FILE: '/cert', KAFKA_KEY_FILE: '/key' },
      { cert: 'text of /cert', key: 'text of /key' },
    ],
    [{ KAFKA_TLS: 'off' }, undefined],
  ])('encrypt with %j', (change, tls) => {
    const bus = busOf(change);
    expect(bus.kind === 'kafka' ? bus.tls : 'none').toEqual(tls);
  });

  it('sign in', () => {
    const change = { KAFKA_SASL_MECHANISM: 'SCRAM-SHA-512', KAFKA_USERNAME: 'app', KAFKA_PASSWORD: 'secret ' };
    const sasl = { mechanism: 'SCRAM-SHA-512', username: 'app', password: 'secret ' };
    expect(busOf(change)).toMatchObject({ sasl });
  });

  it('warn of a password in clear text and start all the same', () => {
    const change = { KAFKA_SASL_MECHANISM: 'PLAIN', KAFKA_USERNAME: 'app', KAFKA_PASSWORD: 'secret' };
    expect(linesOf(change)).toEqual([expect.stringContaining('settings.clear-password KAFKA_SASL_MECHANISM')]);
    expect(linesOf({ ...change, KAFKA_TLS: 'on' })).toEqual([]);
  });

  it.each([
    [{ KAFKA_TLS: 'yes' }, 'settings.wrong KAFKA_TLS is "yes"; expected on or off.'],
    [{ KAFKA_TLS: 'off', KAFKA_CA_FILE: '/ca' }, 'settings.wrong KAFKA_TLS is "off"; expected on, since KAFKA_CA_FILE'],
    [{ KAFKA_CA_FILE: '/gone' }, 'settings.unreadable-file KAFKA_CA_FILE names the file "/gone"'],
    [{ KAFKA_CERT_FILE: '/cert' }, 'settings.missing KAFKA_KEY_FILE is not set, but KAFKA_CERT_FILE is'],
    [{ KAFKA_KEY_FILE: '/key' }, 'settings.missing KAFKA_CERT_FILE is not set'],
    [{ KAFKA_PASSWORD: 'x' }, 'settings.missing KAFKA_SASL_MECHANISM is not set, but KAFKA_PASSWORD is'],
    [{ KAFKA_SASL_MECHANISM: 'PLAIN' }, 'settings.missing KAFKA_USERNAME is not set, but KAFKA_SASL_MECHANISM is'],
    [{ KAFKA_SASL_MECHANISM: 'GSSAPI' }, 'settings.wrong KAFKA_SASL_MECHANISM is "GSSAPI"'],
    [{ KAFKA_TOPIC_PREFIX: 'a/b' }, 'settings.wrong KAFKA_TOPIC_PREFIX is "a/b"'],
    [{ KAFKA_PARTITIONS: '0' }, 'settings.wrong KAFKA_PARTITIONS is "0"; expected a number.'],
  ])('are refused with %j', (change: Environment, expected) => {
    expect(linesOf(change)).toContainEqual(expect.stringContaining(expected));
  });

  it('do not matter to another bus', () => {
    expect(read({ EVENT_BUS: 'sqlite:events.db', KAFKA_CERT_FILE: '/gone', KAFKA_PASSWORD: 'x' }).ok).toBe(true);
  });
});

describe('parseKafkaBus', () => {
  it.each([
    'kafka://',
    'kafka:host',
    'kafka://a:0',
    'kafka://a:70000',
    'kafka://a,',
    'kafka://a/b',
    'kafka://u@a',
    'kafka://a b',
  ])('refuses %s', (text) => {
    expect(parseKafkaBus(text)).toBeUndefined();
  });

  it('never throws, and gives brokers with their ports', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const brokers = parseKafkaBus(`kafka://${text}`)?.brokers ?? [];
        expect(brokers.every((each) => /^[^:]+:\d+$/.test(each))).toBe(true);
      }),
    );
  });
});
