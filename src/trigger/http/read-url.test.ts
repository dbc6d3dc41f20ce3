import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readUrl } from './read-url.ts';

describe('readUrl', () => {
  it.each([
    ['https://hooks.example.com', 'https://hooks.example.com/'],
    ['https://Hooks.Example.COM:443/a?b=c#d', 'https://hooks.example.com/a?b=c'],
    ['http://hooks.example.com:8080/a', 'http://hooks.example.com:8080/a'],
    ['https://münchen.example/', 'https://xn--mnchen-3ya.example/'],
    ['http://2130706433/', 'http://127.0.0.1/'],
    ['http://0x7f.1/', 'http://127.0.0.1/'],
    ['http://0177.0.0.1/', 'http://127.0.0.1/'],
    ['http://127.1/', 'http://127.0.0.1/'],
    ['http://①②⑦.0.0.1/', 'http://127.0.0.1/'],
    ['http://[::ffff:127.0.0.1]/', 'http://[::ffff:7f00:1]/'],
    ['https://example.com/@path', 'https://example.com/@path'],
  ])('reads %s as %s', (text, href) => {
    const read = readUrl(text, 'call');

    expect(read.ok && read.url.href).toBe(href);
  });

  it.each([
    '',
    'hooks.example.com',
    '/path',
    '//hooks.example.com/',
    'ftp://hooks.example.com/',
    'file:///etc/passwd',
    'data:text/plain,x',
    'javascript:alert(1)',
    'unix:/var/run/docker.sock',
    'https://user@hooks.example.com/',
    'https://user:secret@hooks.example.com/',
    'https://hooks.example.com@evil.example/',
    'https://hooks.example.com:443@evil.example/',
    'https://@evil.example/',
    'https:\\\\evil.example\\',
    'https://hooks.example.com\\@evil.example/',
    'https://hooks.example.com/\r\nHost: evil.example',
    'https://hooks.example.com/\tx',
    ' https://hooks.example.com/',
    'https://hooks.example.com/ HTTP/1.1',
    'https://hooks.example.com\u0000.evil.example/',
    'https://[::1/',
    'https://256.256.256.256/',
    'https://hooks.example.com:99999/',
    `https://hooks.example.com/${'a'.repeat(9000)}`,
  ])('refuses %j', (text) => {
    expect(readUrl(text, 'call')).toMatchObject({ ok: false, problem: { code: 'trigger.http-url' } });
  });

  it('never throws, and what it reads is http without credentials', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl({ withQueryParameters: true })), (text) => {
        const read = readUrl(text, 'call');
        if (!read.ok) return;
        expect(['http:', 'https:']).toContain(read.url.protocol);
        expect(read.url.username + read.url.password).toBe('');
      }),
    );
  });
});
