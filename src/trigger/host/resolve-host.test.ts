import { describe, expect, it } from 'vitest';
import { httpWords } from '../http/http-words.ts';
import { type ResolvedAddress, resolveHost } from './resolve-host.ts';

const words = httpWords('call');

function at(...addresses: string[]): () => Promise<ResolvedAddress[]> {
  return async () => addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
}

describe('resolveHost', () => {
  it('lets through what the policy lists, with all of its addresses', async () => {
    const url = new URL('https://hooks.example.com/x');

    const allowed = await resolveHost(url, { hosts: ['*.example.com'], words, resolve: at('8.8.8.8', '2606::1') });

    expect(allowed).toEqual({
      kind: 'allowed',
      addresses: [
        { address: '8.8.8.8', family: 4 },
        { address: '2606::1', family: 6 },
      ],
    });
  });

  it.each<[string, string, string[]]>([
    ['a private address', 'https://hooks.example.com/', ['10.0.0.1']],
    ['one private address among public ones', 'https://hooks.example.com/', ['8.8.8.8', '192.168.0.1']],
    ['loopback', 'https://hooks.example.com/', ['127.0.0.1']],
    ['loopback of IPv6', 'https://hooks.example.com/', ['::1']],
    ['a mapped loopback', 'https://hooks.example.com/', ['::ffff:127.0.0.1']],
    ['a metadata service', 'https://hooks.example.com/', ['169.254.169.254']],
    ['a metadata service behind NAT64', 'https://hooks.example.com/', ['64:ff9b::a9fe:a9fe']],
    ['nothing', 'https://hooks.example.com/', ['0.0.0.0']],
  ])('refuses a listed name that leads to %s', async (_what, text, addresses) => {
    const resolved = await resolveHost(new URL(text), {
      hosts: ['hooks.example.com'],
      words,
      resolve: at(...addresses),
    });

    expect(resolved).toMatchObject({ kind: 'refused', problem: { code: 'trigger.http-address' } });
  });

  it.each<[string, string, 'allowed' | 'refused']>([
    ['10.0.0.1', 'http://hooks.ci.svc/internal', 'allowed'],
    ['127.0.0.1', 'http://hooks.ci.svc/internal', 'allowed'],
    ['fd00::5', 'http://*.svc/internal', 'allowed'],
    ['8.8.8.8', 'http://hooks.ci.svc/internal', 'allowed'],
    ['10.0.0.1', 'http://hooks.ci.svc', 'refused'],
    ['169.254.169.254', 'http://hooks.ci.svc/internal', 'refused'],
    ['100.100.100.200', 'http://hooks.ci.svc/internal', 'refused'],
    ['fe80::1', 'http://hooks.ci.svc/internal', 'refused'],
    ['0.0.0.0', 'http://hooks.ci.svc/internal', 'refused'],
  ])('a name that leads to %s and is listed as %s is %s', async (address, entry, kind) => {
    const url = new URL('http://hooks.ci.svc/');

    expect(await resolveHost(url, { hosts: [entry], words, resolve: at(address) })).toMatchObject({ kind });
  });

  it.each<[string, string, 'allowed' | 'refused']>([
    ['http://10.0.0.1/', 'http://10.0.0.1/internal', 'allowed'],
    ['http://167772161/', 'http://10.0.0.1/internal', 'allowed'],
    ['http://169.254.169.254/', 'http://169.254.169.254/internal', 'allowed'],
    ['http://[::ffff:10.0.0.1]/', 'http://[::ffff:a00:1]/internal', 'allowed'],
    ['http://8.8.8.8/', 'http://8.8.8.8', 'allowed'],
    ['http://10.0.0.1/', 'http://10.0.0.1', 'refused'],
    ['http://10.0.0.1/', 'http://*/internal', 'refused'],
    ['http://10.0.0.1/', 'http://10.*/internal', 'refused'],
    ['http://[::ffff:10.0.0.1]/', 'http://10.0.0.1/internal', 'refused'],
    ['http://0/', 'http://0.0.0.0/internal', 'refused'],
    ['http://8.8.8.8/', 'http://*', 'refused'],
  ])('the address %s listed as %s is %s, without asking for names', async (text, entry, kind) => {
    const resolve = async () => {
      throw new Error('no name was to be resolved');
    };

    expect(await resolveHost(new URL(text), { hosts: [entry], words, resolve })).toMatchObject({ kind });
  });

  it('says what is not listed, in the words of the policy file', async () => {
    const url = new URL('http://evil.example:81/');

    expect(await resolveHost(url, { hosts: ['hooks.example.com'], words, resolve: at('8.8.8.8') })).toMatchObject({
      problem: { code: 'trigger.http-host', hint: expect.stringContaining('"http://evil.example:81"') },
    });
  });

  it('fails for a name without an address', async () => {
    const url = new URL('https://hooks.example.com/');
    const refusing = async () => {
      throw Object.assign(new Error('x'), { code: 'ENOTFOUND' });
    };

    expect(await resolveHost(url, { hosts: ['*'], words, resolve: refusing })).toMatchObject({
      kind: 'failed',
      problem: { message: expect.stringContaining('ENOTFOUND') },
    });
    expect(await resolveHost(url, { hosts: ['*'], words, resolve: at() })).toMatchObject({ kind: 'failed' });
  });
});
