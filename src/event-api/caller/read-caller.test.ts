import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { creatorLabels } from './creator-labels.ts';
import { readCaller } from './read-caller.ts';

function tokenOf(claims: unknown): string {
  const part = Buffer.from(JSON.stringify(claims)).toString('base64url');
  return `Bearer e30.${part}.signature`;
}

describe('readCaller', () => {
  it('reads whom a JSON web token names', () => {
    const claims = { iss: 'https://k8s', sub: 'system:serviceaccount:ci:bot', email: 'bot@example.com' };
    const caller = readCaller(tokenOf({ ...claims, preferred_username: 'bot', admin: true }));
    expect(caller?.claims).toEqual({
      subject: 'system:serviceaccount:ci:bot',
      email: 'bot@example.com',
      preferredUsername: 'bot',
    });
    expect(caller?.subject).toBe('subject:["https://k8s","system:serviceaccount:ci:bot"]');
  });

  it('tells tokens apart that name nobody', () => {
    const [one, other] = [readCaller('Bearer one'), readCaller('Bearer other')];
    expect(one?.claims).toBeUndefined();
    expect(one?.subject).not.toBe(other?.subject);
    expect(JSON.stringify({ ...one, authorization: '' })).not.toContain('one');
  });

  it.each([undefined, '', 'Bearer', 'Bearer ', 'Digest x', 'bearer x', 'token x'])('takes no %j', (authorization) => {
    expect(readCaller(authorization)).toBeUndefined();
  });

  it('never throws, whatever the token', () => {
    fc.assert(fc.property(fc.string(), (token) => readCaller(`Bearer ${token}`) !== null));
    fc.assert(fc.property(fc.jsonValue(), (claims) => readCaller(tokenOf(claims)) !== undefined));
  });
});

describe('creatorLabels', () => {
  const prefix = 'workflows.argoproj.io/creator';

  it('makes labels of claims as Argo does', () => {
    const claims = { subject: 'system:serviceaccount:ci:bot', email: 'a+b@c.d', preferredUsername: '_Ada ♥' };
    expect(creatorLabels(claims)).toEqual({
      [prefix]: 'system-serviceaccount-ci-bot',
      [`${prefix}-email`]: 'a-b.at.c.d',
      [`${prefix}-preferred-username`]: 'Ada',
    });
    expect(creatorLabels({ subject: `${'x'.repeat(70)}-end` })).toEqual({ [prefix]: `${'x'.repeat(59)}-end` });
    expect(creatorLabels(undefined)).toEqual({});
  });

  it('always gives what Kubernetes takes', () => {
    fc.assert(
      fc.property(fc.string(), (subject) => {
        expect(creatorLabels({ subject })[prefix]).toMatch(/^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/);
      }),
    );
  });
});
