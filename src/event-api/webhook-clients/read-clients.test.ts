import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readClients } from './read-clients.ts';

function read(data: Record<string, string>) {
  return readClients(new Map(Object.entries(data).map(([name, value]) => [name, Buffer.from(value)])));
}

describe('readClients', () => {
  it('reads clients by their service accounts, in order', () => {
    expect(read({ b: 'type: gitlab\nsecret: "1234"', a: '{"type": "github", "secret": "shh!"}' })).toEqual({
      clients: [
        { serviceAccount: 'a', type: 'github', secret: 'shh!' },
        { serviceAccount: 'b', type: 'gitlab', secret: '1234' },
      ],
      malformed: [],
    });
    expect(read({ a: 'type: bitbucket' }).clients).toEqual([{ serviceAccount: 'a', type: 'bitbucket', secret: '' }]);
  });

  it.each([
    ['a', 'type: gitea\nsecret: x', 'its type is none of github, gitlab, bitbucket, bitbucketserver'],
    ['a', 'type: github\nsecret: 1234', 'its secret is no text (put it in quotes)'],
    ['a', 'type: [', 'it is no YAML map with type and secret'],
    ['a', 'github', 'it is no YAML map with type and secret'],
    ['A_b', 'type: github\nsecret: x', 'its key is no name of a service account'],
    ['..', 'type: github\nsecret: x', 'its key is no name of a service account'],
  ])('says what is wrong with %s: %j', (name, value, reason) => {
    expect(read({ [name]: value })).toEqual({ clients: [], malformed: [{ name, reason }] });
  });

  it('never throws, and never repeats a value', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        const { clients, malformed } = read({ a: value });
        expect(clients.length + malformed.length).toBe(1);
      }),
    );
  });
});
