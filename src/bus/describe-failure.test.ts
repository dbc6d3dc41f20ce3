import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeFailure } from './describe-failure.ts';

const secret = randomBytes(24).toString('hex');

describe('describing a failure', () => {
  it('says the name and the message of an error in one line', () => {
    expect(describeFailure(new RangeError('too\n  far'))).toBe('RangeError: too far');
  });

  it.each([
    ['an installation token', `GET failed for ghs_${secret}`],
    ['an installation token with its new shape', `ghs_123_${secret}.${secret}-${secret}`],
    ['a personal token', `github_pat_11${secret}`],
    ['a JSON web token', `Bearer eyJhbGciOiJ${secret}.${secret}.${secret}`],
    ['an authorization header', `authorization: basic ${secret}`],
    ['credentials in a URL', `https://user:${secret}@example.com/x failed`],
    ['a private key', `-----BEGIN RSA PRIVATE KEY-----\n${secret}\n-----END RSA PRIVATE KEY-----`],
  ])('masks %s', (_, message) => {
    expect(describeFailure(new Error(message))).not.toContain(secret);
  });

  it('says nothing of what a thrown value holds that is not an error', () => {
    expect(describeFailure({ secret })).toBe('object thrown');
    expect(describeFailure(undefined)).toBe('undefined thrown');
  });

  it('is one line of at most 300 characters, whatever is thrown', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ maxLength: 6000 }).map((text) => new Error(text)),
          fc.anything(),
        ),
        (thrown) => {
          const line = describeFailure(thrown);
          expect(line.length).toBeLessThanOrEqual(300);
          expect(line).not.toMatch(/[\n\r]/);
        },
      ),
    );
  });
});
