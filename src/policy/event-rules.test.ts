import { describe, expect, it } from 'vitest';
import { eventRules } from './event-rules.ts';
import type { Policy } from './file/policy.ts';

const policy: Policy = {
  operators: [],
  defaults: { namespace: 'ci', trustedBots: ['renovate[bot]'], skipCi: [] },
  untrusted: {},
  repositories: [
    { pattern: 'acme/*', rights: { approve: 'author-once', trustedBots: ['dependabot[bot]'] } },
    { pattern: 'acme/web', rights: { approve: 'each-commit', pushAndPullRequest: 'both' } },
  ],
};

describe('eventRules', () => {
  it('asks for each commit, trusts nobody and skips pushes only when there is no policy', () => {
    expect(eventRules(undefined, 'acme/web')).toEqual({
      approve: 'each-commit',
      trustedBots: [],
      skipCi: ['push'],
      pushAndPullRequest: 'once',
      baseBranchFiles: [],
    });
  });

  it.each([
    ['other/x', { approve: 'each-commit', trustedBots: ['renovate[bot]'], skipCi: [], pushAndPullRequest: 'once' }],
    ['ACME/api', { approve: 'author-once', trustedBots: ['dependabot[bot]'], skipCi: [] }],
    ['acme/web', { approve: 'each-commit', trustedBots: ['dependabot[bot]'], pushAndPullRequest: 'both' }],
  ])('puts defaults over them and matching repositories over those, later over earlier: %s', (fullName, expected) => {
    expect(eventRules(policy, fullName)).toMatchObject(expected);
  });

  it('gives no right of runs', () => {
    expect(Object.keys(eventRules(policy, 'acme/web'))).not.toContain('namespace');
  });
});
