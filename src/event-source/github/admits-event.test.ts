import { describe, expect, it } from 'vitest';
import { admitsEvent } from './admits-event.ts';
import { readGithub } from './read-github.ts';

function source(entry: object) {
  const read = readGithub({ events: ['*'], ...entry });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.spec;
}

const shop = source({ repositories: [{ owner: 'Acme', names: ['Shop'] }] });
const repository = { id: 1, full_name: 'acme/shop', owner: { login: 'acme' } };
const own = { head: { repo: { id: 1 } }, base: { repo: { id: 1 } } };
const fork = { head: { repo: { id: 2 } }, base: { repo: { id: 1 } } };

describe('a github EventSource of the operator', () => {
  it.each<[boolean, string, ReturnType<typeof source>, Record<string, unknown> & { name: string }]>([
    [true, 'its repository, in any case of letters', shop, { name: 'push', repository }],
    [false, 'another repository', shop, { name: 'push', repository: { ...repository, full_name: 'acme/other' } }],
    [false, 'no repository', shop, { name: 'ping' }],
    [true, 'the older fields', source({ owner: 'acme', repository: 'shop' }), { name: 'push', repository }],
    [true, 'its organisation', source({ organizations: ['ACME'] }), { name: 'push', repository }],
    [
      true,
      'its organisation alone',
      source({ organizations: ['acme'] }),
      { name: 'member', organization: { login: 'Acme' } },
    ],
    [
      true,
      'the owner of a push',
      source({ organizations: ['acme'] }),
      { name: 'push', repository: { owner: { name: 'acme' } } },
    ],
    [
      false,
      'another organisation',
      source({ organizations: ['acme'] }),
      { name: 'member', organization: { login: 'evil' } },
    ],
    [true, 'its event', source({ organizations: ['acme'], events: ['push'] }), { name: 'push', repository }],
    [false, 'another event', source({ organizations: ['acme'], events: ['push'] }), { name: 'create', repository }],
    [true, 'a pull request of its own', shop, { name: 'pull_request', repository, pull_request: own }],
    [false, 'a pull request of a fork', shop, { name: 'pull_request', repository, pull_request: fork }],
    [false, 'a fork that is gone', shop, { name: 'pull_request', repository, pull_request: { head: { repo: null } } }],
    [false, 'a review of a fork', shop, { name: 'pull_request_review', repository, pull_request: fork }],
    [false, 'a comment on a pull request', shop, { name: 'issue_comment', repository, issue: { pull_request: {} } }],
    [true, 'a comment on an issue', shop, { name: 'issue_comment', repository, issue: { number: 1 } }],
    [false, 'a suite of a fork', shop, { name: 'check_suite', repository, check_suite: { head_branch: null } }],
    [
      false,
      'a check of a fork',
      shop,
      { name: 'check_run', repository, check_run: { check_suite: { head_branch: null } } },
    ],
    [
      false,
      'a run of a fork',
      shop,
      { name: 'workflow_run', repository, workflow_run: { head_repository: { id: 2 } } },
    ],
    [
      true,
      'a fork where forks are wanted',
      source({ organizations: ['acme'], forks: true }),
      { name: 'pull_request', repository, pull_request: fork },
    ],
  ])('admits (%s) %s', (admitted, _what, spec, { name: eventName, ...body }) => {
    expect(admitsEvent(spec, { eventName, body })).toBe(admitted);
  });
});
