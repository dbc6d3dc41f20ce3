import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readKafka } from './read-kafka.ts';

const least = { url: 'kafka.argo-events:9092', topic: 'topic-2', partition: '1' };
const secret = { name: 'my-secret', key: 'value' };

function codesOf(entry: unknown): string[] {
  const result = readKafka(entry);
  const problems = result.ok ? result.warnings : result.problems;
  return problems.map((each) => `${each.problem.code} ${each.path.join('.')}`);
}

describe('readKafka', () => {
  it('reads one partition', () => {
    expect(
      readKafka({ ...least, jsonBody: true, connectionBackoff: { duration: '10s', steps: 5, factor: 2 } }),
    ).toEqual({
      ok: true,
      warnings: [expect.objectContaining({ path: ['connectionBackoff'] })],
      spec: {
        ...{ brokers: ['kafka.argo-events:9092'], topic: 'topic-2', jsonBody: true, eventsPerSecond: 0 },
        ...{ reading: { kind: 'partition', partition: 1 }, tls: undefined, sasl: undefined },
      },
    });
  });

  it('reads a group, which goes before a partition', () => {
    const consumerGroup = { groupName: 'test-group', oldest: true, rebalanceStrategy: 'range' };

    expect(readKafka({ ...least, url: 'a,b:1', consumerGroup, limitEventsPerSecond: 5 })).toMatchObject({
      spec: {
        ...{ brokers: ['a:9092', 'b:1'], eventsPerSecond: 5 },
        reading: { kind: 'group', name: 'test-group', oldest: true },
      },
    });
  });

  it('reads where its Secrets are', () => {
    const tls = { caCertSecret: secret, clientCertSecret: secret, clientKeySecret: secret };
    const sasl = { mechanism: 'SCRAM-SHA-512', userSecret: secret, passwordSecret: secret };

    expect(readKafka({ ...least, tls, sasl })).toMatchObject({
      ok: true,
      spec: {
        tls: { ca: secret, cert: secret, key: secret, takesAny: false },
        sasl: { mechanism: 'SCRAM-SHA-512', user: secret, password: secret },
      },
    });
  });

  it.each<[string, object, string]>([
    ['no url', { url: '' }, 'source.missing-field url'],
    ['a url of another kind', { url: 'http://x' }, 'source.wrong-value url'],
    ['no topic', { topic: '' }, 'source.missing-field topic'],
    ['a topic that cannot be', { topic: 'a b' }, 'source.wrong-value topic'],
    ['neither group nor partition', { partition: '' }, 'source.missing-field partition'],
    ['a partition that is no number', { partition: 'first' }, 'source.wrong-value partition'],
    ['a partition that is no text', { partition: 1 }, 'source.wrong-type partition'],
    ['a group without a name', { consumerGroup: {} }, 'source.missing-field consumerGroup.groupName'],
    ['a limit below nothing', { limitEventsPerSecond: -1 }, 'source.wrong-value limitEventsPerSecond'],
    ['a version that is none', { version: 'new' }, 'source.wrong-value version'],
    [
      'a certificate without its key',
      { tls: { clientCertSecret: secret } },
      'source.missing-field tls.clientKeySecret',
    ],
    ['half a Secret', { tls: { caCertSecret: { name: 'x' } } }, 'source.missing-field tls.caCertSecret'],
    ['a user without a password', { sasl: { userSecret: secret } }, 'source.missing-field sasl.passwordSecret'],
    ['GSSAPI', { sasl: { mechanism: 'GSSAPI' } }, 'source.not-supported sasl.mechanism'],
    ['Avro', { schemaRegistry: { url: 'http://x' } }, 'source.not-supported schemaRegistry'],
    ['AWS IAM', { awsMskIamAuth: { region: 'x' } }, 'source.not-supported awsMskIamAuth'],
  ])('refuses %s', (_what, more, code) => {
    expect(readKafka({ ...least, ...more }).ok).toBe(false);
    expect(codesOf({ ...least, ...more })).toContain(code);
  });

  it.each<[string, object, string]>([
    ['a configuration of another client', { config: 'net: {}' }, 'source.no-effect config'],
    [
      'how partitions would be dealt out',
      { consumerGroup: { groupName: 'g', rebalanceStrategy: 'sticky' } },
      'source.no-effect consumerGroup.rebalanceStrategy',
    ],
    ['how long it would try to connect', { connectionBackoff: { steps: 3 } }, 'source.no-effect connectionBackoff'],
    ['an unknown field further in', { tls: { caCert: secret } }, 'source.unknown-field tls.caCert'],
    [
      'certificates that are not looked at',
      { tls: { insecureSkipVerify: true } },
      'source.insecure tls.insecureSkipVerify',
    ],
    ['an unknown field', { topics: ['x'] }, 'source.unknown-field topics'],
  ])('warns of %s', (_what, more, code) => {
    expect(readKafka({ ...least, ...more }).ok).toBe(true);
    expect(codesOf({ ...least, ...more })).toEqual([code]);
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.anything(), (entry) => void readKafka(entry)));
    fc.assert(
      fc.property(
        fc.record({ url: fc.string(), topic: fc.string(), tls: fc.anything(), sasl: fc.anything() }),
        (entry) => {
          readKafka(entry);
        },
      ),
    );
  });
});
