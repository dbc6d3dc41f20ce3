import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sourceKinds } from '../kinds.ts';
import { otherEventSourceTypes } from './event-source-types.ts';
import { readSourceDocument } from './read-source-document.ts';

const webhook = { port: '12000', endpoint: '/example', method: 'POST' };

function read(spec: object, metadata: object = { name: 'hooks' }) {
  const { document, problems } = readSourceDocument({ kind: 'EventSource', metadata, spec }, 'ci');
  return { document, codes: problems.map(({ problem, path }) => `${problem.code} ${path.join('.')}`) };
}

describe('an EventSource of the operator', () => {
  it('is read with each of its names', () => {
    const { document, codes } = read({ webhook: { a: webhook, b: { ...webhook, endpoint: 'b/' } }, replicas: 2 });

    expect(codes).toEqual([]);
    expect(document?.namespace).toBe('ci');
    expect(document?.entries.map(({ kind, event, source }) => [kind, event, source.spec])).toEqual([
      ['webhook', 'a', { port: 12000, path: '/example', method: 'POST', maxBytes: 1_048_576 }],
      ['webhook', 'b', { port: 12000, path: '/b', method: 'POST', maxBytes: 1_048_576 }],
    ]);
  });

  it('has its own namespace where it names one, a filter and metadata', () => {
    const entry = { ...webhook, filter: { expression: 'body.a == 1' }, metadata: { hello: 'world' } };
    const { document } = read({ webhook: { a: entry } }, { name: 'hooks', namespace: 'other' });

    expect(document).toMatchObject({
      namespace: 'other',
      entries: [{ filter: 'body.a == 1', metadata: '{"hello":"world"}' }],
    });
  });

  it.each<[string, object, string]>([
    ['no port', { webhook: { a: { endpoint: '/a' } } }, 'source.missing-field spec.webhook.a.port'],
    ['a port that is none', { webhook: { a: { ...webhook, port: '0' } } }, 'source.wrong-value spec.webhook.a.port'],
    ['no endpoint', { webhook: { a: { port: '1' } } }, 'source.missing-field spec.webhook.a.endpoint'],
    ['a method', { webhook: { a: { ...webhook, method: 'PUT' } } }, 'source.wrong-value spec.webhook.a.method'],
    [
      'a size',
      { webhook: { a: { ...webhook, maxPayloadSize: -1 } } },
      'source.wrong-value spec.webhook.a.maxPayloadSize',
    ],
    [
      'a certificate without its key',
      { webhook: { a: { ...webhook, serverCertSecret: { name: 'tls', key: 'crt' } } } },
      'source.missing-field spec.webhook.a.serverKeySecret',
    ],
    [
      'half a Secret',
      { webhook: { a: { ...webhook, authSecret: { name: 'token' } } } },
      'source.missing-field spec.webhook.a.authSecret.key',
    ],
    ['a type', { webhook: { a: { ...webhook, endpoint: 1 } } }, 'source.wrong-type spec.webhook.a.endpoint'],
    ['a text for an entry', { webhook: { a: 'x' } }, 'source.wrong-type spec.webhook.a'],
    ['a list for names', { webhook: [] }, 'source.invalid spec.webhook'],
    ['a misspelt kind', { webhok: {} }, 'source.kind-unknown spec.webhok'],
    [
      'a filter that is no expression',
      { webhook: { a: { ...webhook, filter: { expression: 'body.a ==' } } } },
      'source.filter spec.webhook.a.filter.expression',
    ],
    ['an empty filter', { webhook: { a: { ...webhook, filter: {} } } }, 'source.missing-field spec.webhook.a.filter'],
    ['an odd event name', { webhook: { 'a b': webhook } }, 'source.wrong-value spec.webhook.a b'],
    [
      'one name in two kinds',
      { webhook: { a: webhook }, github: { a: { repositories: [{ owner: 'o', names: ['n'] }], events: ['push'] } } },
      'source.event-twice spec.github.a',
    ],
    ['no repositories', { github: { a: { events: ['push'] } } }, 'source.names-nothing spec.github.a'],
    ['no events', { github: { a: { organizations: ['acme'] } } }, 'source.names-nothing spec.github.a.events'],
    [
      'a hook without a place',
      { github: { a: { organizations: ['acme'], events: ['*'], webhookSecret: { name: 'a', key: 'b' } } } },
      'source.missing-field spec.github.a.webhook',
    ],
  ])('is left out where it is wrong: %s', (_what, spec, code) => {
    const { document, codes } = read(spec);

    expect(codes).toContain(code);
    expect(document?.entries.filter(({ kind }) => code.includes(`spec.${kind}.`))).toEqual([]);
  });

  it('says what has no effect', () => {
    const { document, codes } = read({ webhook: { a: { ...webhook, endpint: '/a' } } });

    expect(codes).toEqual(['source.unknown-field spec.webhook.a.endpint']);
    expect(document?.entries).toHaveLength(1);
  });

  it.each([...otherEventSourceTypes.keys()].filter((kind) => !sourceKinds.has(kind)))(
    'is refused by name: %s',
    (kind) => {
      expect(read({ [kind]: { a: {} } }).codes).toEqual([`source.kind-refused spec.${kind}`]);
    },
  );

  it.each<[string, unknown]>([
    ['nothing', null],
    ['no name', { metadata: {}, spec: {} }],
    ['no spec', { metadata: { name: 'a' } }],
  ])('is none: %s', (_what, document) => {
    const found = readSourceDocument(document, 'ci');

    expect(found.document).toBeUndefined();
    expect(found.problems.map(({ problem }) => problem.code)).toEqual(['source.invalid']);
  });

  it('never throws, whatever the document', () => {
    const kinds = fc.constantFrom('webhook', 'github', 'amqp', 'service', 'x');
    const entry = fc.dictionary(
      fc.constantFrom(
        'port',
        'endpoint',
        'method',
        'events',
        'repositories',
        'filter',
        'metadata',
        'webhookSecret',
        'webhook',
      ),
      fc.jsonValue(),
    );
    const spec = fc.dictionary(kinds, fc.oneof(fc.jsonValue(), fc.dictionary(fc.string(), entry)));
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.record({ metadata: fc.constant({ name: 'a' }), spec })), (document) => {
        expect(readSourceDocument(document, 'ci').problems).toBeInstanceOf(Array);
      }),
    );
  });
});
