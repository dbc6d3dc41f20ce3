import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeDelivery } from '../../run/testing/deliveries.ts';
import { readCommentAsk } from '../comment/read-comment-ask.ts';
import { readCheckAsk } from './read-check-ask.ts';

const appId = 9;
const sha = 'c'.repeat(40);
const sender = { login: 'ada', type: 'User' };
const check_run = {
  id: 1,
  name: 'ci',
  head_sha: sha,
  external_id: 'ci/x/1/d-0',
  status: 'completed',
  conclusion: 'failure',
  app: { id: appId },
  output: { title: 'T', summary: 'S', text: null },
};
const check_suite = { id: 2, head_sha: sha, app: { id: appId } };

describe('what is asked of a check', () => {
  it('is a re-run of it', () => {
    const delivery = makeDelivery('check_run', { action: 'rerequested', check_run, sender });
    expect(readCheckAsk(delivery, appId)).toEqual({
      kind: 'rerun',
      delivery: 'd-1',
      repository: {
        installationId: 7,
        id: 42,
        owner: 'acme',
        name: 'shop',
        fullName: 'acme/shop',
        defaultBranch: 'main',
      },
      by: { login: 'ada', isBot: false },
      check: {
        ...{ id: 1, name: 'ci', commit: sha, externalId: 'ci/x/1/d-0', status: 'completed', conclusion: 'failure' },
        output: { title: 'T', summary: 'S' },
      },
    });
  });

  it.each<[string, string, object, object]>([
    ['all checks', 'check_suite', { action: 'rerequested', check_suite }, { kind: 'rerun-all', commit: sha }],
    [
      'a button',
      'check_run',
      { action: 'requested_action', check_run, requested_action: { identifier: 'cancel' } },
      { kind: 'press', button: 'cancel' },
    ],
  ])('is %s', (_what, name, body, expected) => {
    expect(readCheckAsk(makeDelivery(name, { ...body, sender }), appId)).toMatchObject(expected);
  });

  it.each<[string, string, object]>([
    ['the App’s own writing', 'check_run', { action: 'created', check_run }],
    ['its completion', 'check_run', { action: 'completed', check_run }],
    ['a new suite', 'check_suite', { action: 'requested', check_suite }],
    ['another App’s check', 'check_run', { action: 'rerequested', check_run: { ...check_run, app: { id: 1 } } }],
    ['another App’s suite', 'check_suite', { action: 'rerequested', check_suite: { ...check_suite, app: { id: 1 } } }],
    ['a check of no App', 'check_run', { action: 'rerequested', check_run: { ...check_run, app: null } }],
    ['a button without a name', 'check_run', { action: 'requested_action', check_run }],
    ['nobody', 'check_run', { action: 'rerequested', check_run, sender: null }],
    ['no installation', 'check_run', { action: 'rerequested', check_run, installation: null }],
    ['another event', 'push', { action: 'rerequested', check_run }],
  ])('is nothing: %s', (_what, name, body) => {
    expect(readCheckAsk(makeDelivery(name, { sender, ...body }), appId)).toBeUndefined();
  });

  it.each([{ login: 'x[bot]', type: 'Bot' }, { login: 'x' }, { login: 'x', type: 'Organization' }])(
    'is by no person: %j',
    (other) => {
      const delivery = makeDelivery('check_run', { action: 'rerequested', check_run, sender: other });
      expect(readCheckAsk(delivery, appId)?.by).toEqual({ login: other.login, isBot: true });
    },
  );

  it('is read from any payload without a throw', () => {
    const name = fc.constantFrom('check_run', 'check_suite', 'issue_comment', 'commit_comment');
    fc.assert(
      fc.property(
        name,
        fc.json(),
        fc.constantFrom('created', 'rerequested', 'requested_action'),
        (event, json, action) => {
          const parts = { check_run: JSON.parse(json), check_suite: JSON.parse(json), comment: JSON.parse(json) };
          for (const body of [
            json,
            JSON.stringify({ action, ...parts, issue: parts.comment, sender: parts.comment }),
          ]) {
            const delivery = makeDelivery(event, {}, { body: Buffer.from(body) });
            readCheckAsk(delivery, appId);
            readCommentAsk(delivery);
          }
        },
      ),
    );
  });
});
