import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ClientType, clientTypes } from './match/match-as-argo.ts';
import { matchClient } from './match-client.ts';

const secret = 'shh!';
const push = '{"ref":"refs/heads/main"}';

function sign(body: string, key = secret): string {
  return createHmac('sha256', key).update(body).digest('hex');
}

function match(
  [type, key]: [type: ClientType, key: string],
  headers: Record<string, string>,
  body: string,
  mode: 'strict' | 'as-argo' = 'strict',
): boolean {
  const request = { header: (name: string) => headers[name], body: Buffer.from(body) };
  return matchClient({ serviceAccount: 'bot', type, secret: key }, request, mode);
}

const github = (event: string, signature: string) => ({ 'x-github-event': event, 'x-hub-signature-256': signature });

describe('matchClient', () => {
  it.each<
    [
      what: string,
      client: [ClientType, string],
      headers: Record<string, string>,
      verdicts: [strict: boolean, argo: boolean],
    ]
  >([
    ['a signed push', ['github', secret], github('push', `sha256=${sign(push)}`), [true, true]],
    ['a signature without its prefix', ['github', secret], github('push', sign(push)), [false, true]],
    ['a wrong signature', ['github', secret], github('push', `sha256=${sign(push, 'other')}`), [false, false]],
    ['no signature', ['github', secret], { 'x-github-event': 'push' }, [false, false]],
    ['an event that Argo lacks', ['github', secret], github('merge_group', `sha256=${sign(push)}`), [true, false]],
    ['an event that nobody knows', ['github', secret], github('tomorrow', `sha256=${sign(push)}`), [true, false]],
    ['no event', ['github', secret], { 'x-hub-signature-256': `sha256=${sign(push)}` }, [false, false]],
    ['an empty secret', ['github', ''], github('push', `sha256=${sign(push, '')}`), [false, true]],
    ['an empty secret', ['gitlab', ''], { 'x-gitlab-event': 'Push Hook' }, [false, true]],
    ['a token', ['gitlab', secret], { 'x-gitlab-event': 'Push Hook', 'x-gitlab-token': secret }, [true, true]],
    ['a wrong token', ['gitlab', secret], { 'x-gitlab-event': 'Push Hook', 'x-gitlab-token': 'other' }, [false, false]],
    ['an empty secret', ['bitbucket', ''], { 'x-event-key': 'repo:push' }, [false, true]],
    ['a hook’s UUID', ['bitbucket', '{u}'], { 'x-event-key': 'repo:push', 'x-hook-uuid': '{u}' }, [true, true]],
    ['an empty secret', ['bitbucketserver', ''], { 'x-event-key': 'pr:opened' }, [false, true]],
    [
      'a signed event',
      ['bitbucketserver', secret],
      { 'x-event-key': 'pr:opened', 'x-hub-signature': `sha256=${sign(push)}` },
      [true, true],
    ],
    [
      'any seven characters before the signature',
      ['bitbucketserver', secret],
      { 'x-event-key': 'pr:opened', 'x-hub-signature': `1234567${sign(push)}` },
      [false, true],
    ],
  ])('%s of %j', (_what, client, headers, [strict, argo]) => {
    expect(match(client, headers, push, 'strict')).toBe(strict);
    expect(match(client, headers, push, 'as-argo')).toBe(argo);
  });

  it.each([
    ['push', '{"ref":1}', false],
    ['push', '{"commits":[{"id":"a","added":["x"]}],"repository":{"id":1}}', true],
    ['push', '{"commits":{}}', false],
    ['push', '{"REF":1}', false],
    ['push', '[]', false],
    ['push', 'null', true],
    ['push', '{} x', false],
    ['status', '{"created_at":"2024-01-01T00:00:00Z"}', true],
    ['status', '{"created_at":"yesterday"}', false],
    ['ping', '{"unknown":{"ref":1}}', true],
  ])('as Argo a %s of %j fits or not', (event, body, expected) => {
    expect(match(['github', secret], github(event, sign(body)), body, 'as-argo')).toBe(expected);
  });

  it.each([
    ['{"object_kind":"push"}', true],
    ['{"event_name":"project_create"}', true],
    ['{"event_name":"repository_update"}', false],
    ['{}', false],
  ])('a system hook of GitLab says what it is: %j', (body, expected) => {
    const headers = { 'x-gitlab-event': 'System Hook', 'x-gitlab-token': secret };
    expect(match(['gitlab', secret], headers, body)).toBe(expected);
  });

  it('never throws, and takes nothing that nobody signed', () => {
    const headers = fc.dictionary(
      fc.constantFrom('x-github-event', 'x-hub-signature-256', 'x-gitlab-event', 'x-gitlab-token', 'x-event-key'),
      fc.oneof(fc.string(), fc.constantFrom('push', 'Push Hook', 'repo:push', 'sha256=')),
    );
    fc.assert(
      fc.property(fc.constantFrom(...clientTypes), headers, fc.string(), (type, given, body) => {
        expect(match([type, 'a secret that nobody guesses'], given, body)).toBe(false);
        expect(match([type, 'a secret that nobody guesses'], given, body, 'as-argo')).toBe(false);
      }),
    );
  });
});
