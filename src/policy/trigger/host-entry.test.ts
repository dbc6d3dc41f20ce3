import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findHostEntries, parseHostEntry } from './host-entry.ts';

describe('parseHostEntry', () => {
  it.each([
    ['hooks.example.com', { scheme: 'https:', host: 'hooks.example.com', port: 443, internal: false }],
    ['https://Hooks.Example.com', { scheme: 'https:', host: 'hooks.example.com', port: 443, internal: false }],
    ['http://hooks.ci.svc/internal', { scheme: 'http:', host: 'hooks.ci.svc', port: 80, internal: true }],
    ['*.example.com:8443', { scheme: 'https:', host: '*.example.com', port: 8443, internal: false }],
    ['http://10.0.0.7:*/internal', { scheme: 'http:', host: '10.0.0.7', port: '*', internal: true }],
    ['http://[FD00:0::7]:81', { scheme: 'http:', host: 'fd00::7', port: 81, internal: false }],
  ])('reads %s', (text, entry) => {
    expect(parseHostEntry(text)).toEqual(entry);
  });

  it.each([
    '',
    'https://',
    'ftp://hooks.example.com',
    'https://user@hooks.example.com',
    'hooks.example.com/path',
    'hooks.example.com/any',
    '{a,b}.example.com',
    '!hooks.example.com',
    'hooks example.com',
    'hooks.example.com:',
    'hooks.example.com:port',
    '-hooks.example.com',
  ])('takes %j for none', (text) => {
    expect(parseHostEntry(text)).toBeUndefined();
  });
});

describe('findHostEntries', () => {
  it.each<[string, string]>([
    ['hooks.example.com', 'https://hooks.example.com/any/path?x'],
    ['hooks.example.com', 'https://HOOKS.example.com./'],
    ['hooks.example.com', 'https://hooks.example.com:443/'],
    ['*.example.com', 'https://a.b.example.com/'],
    ['*', 'https://anything.example/'],
    ['hooks.example.com:*', 'https://hooks.example.com:8443/'],
    ['http://hooks.example.com', 'http://hooks.example.com/'],
    ['http://10.0.0.7', 'http://10.0.0.7/'],
    ['http://10.0.0.7', 'http://0xa000007/'],
    ['https://[fd00::7]', 'https://[fd00:0:0::7]/'],
  ])('%s covers %s', (entry, url) => {
    expect(findHostEntries([entry], new URL(url))).toHaveLength(1);
  });

  it.each<[string, string]>([
    ['hooks.example.com', 'http://hooks.example.com/'],
    ['http://hooks.example.com', 'https://hooks.example.com/'],
    ['hooks.example.com', 'https://hooks.example.com:8443/'],
    ['http://hooks.example.com', 'http://hooks.example.com:443/'],
    ['hooks.example.com', 'https://evil-hooks.example.com/'],
    ['hooks.example.com', 'https://hooks.example.com.evil.example/'],
    ['*.example.com', 'https://example.com/'],
    ['*.example.com', 'https://example.com.evil.example/'],
    ['hooks.example.com', 'https://hooksXexample.com/'],
    ['*', 'https://8.8.8.8/'],
    ['1*', 'https://127.0.0.1/'],
    ['*', 'https://[::1]/'],
    ['hooks.example.com', 'https://hooks.example.com@evil.example/'],
  ])('%s does not cover %s', (entry, url) => {
    expect(findHostEntries([entry], new URL(url))).toEqual([]);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.webUrl(), (entries, url) => {
        expect(findHostEntries(entries, new URL(url))).toEqual(expect.any(Array));
      }),
    );
  });
});
