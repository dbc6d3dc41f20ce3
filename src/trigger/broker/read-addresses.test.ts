import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAddresses, writeAddress } from './read-addresses.ts';

describe('readAddresses', () => {
  it.each([
    ['kafka', 'kafka.argo-events:9092', [{ host: 'kafka.argo-events', port: 9092, isTls: false }]],
    [
      'kafka',
      'a:1, b',
      [
        { host: 'a', port: 1, isTls: false },
        { host: 'b', port: 9092, isTls: false },
      ],
    ],
    ['kafka', '[fd00::1]:9093', [{ host: 'fd00::1', port: 9093, isTls: false }]],
    ['nats', 'nats://nats.ci.svc:4222', [{ host: 'nats.ci.svc', port: 4222, isTls: false }]],
    ['nats', 'tls://nats.example.com/', [{ host: 'nats.example.com', port: 4222, isTls: true }]],
    ['nats', 'nats.ci.svc', [{ host: 'nats.ci.svc', port: 4222, isTls: false }]],
  ] as const)('reads %s %s', (kind, text, addresses) => {
    expect(readAddresses(kind, text)).toEqual({ ok: true, addresses });
  });

  it.each([
    ['kafka', 'kafka://a:9092', 'its scheme is kafka'],
    ['nats', 'ws://a:4222', 'its scheme is ws'],
    ['nats', 'nats://user:secret@a', 'it has a user name in it; use the fields for credentials'],
    ['kafka', 'a:0', 'the port is 0'],
    ['kafka', 'a:70000', 'the port is 70000'],
    ['kafka', 'a:1,', 'it is no list of host:port'],
    ['kafka', 'a/b:1', 'it is no list of host:port'],
    ['kafka', '[a]:1', 'it is no list of host:port'],
    ['kafka', '[1.2.3.4]:1', 'what is in brackets is no address'],
    ['kafka', Array(21).fill('a:1').join(','), 'it names more than 20 brokers'],
  ] as const)('refuses %s %s', (kind, text, reason) => {
    expect(readAddresses(kind, text)).toEqual({ ok: false, reason });
  });

  it('never throws, and what it read is read again from what it writes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webAuthority()), (text) => {
        const read = readAddresses('kafka', text);
        if (!read.ok) return;
        expect(readAddresses('kafka', read.addresses.map(writeAddress).join(','))).toEqual(read);
      }),
    );
  });
});
