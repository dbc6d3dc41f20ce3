import { describe, expect, it } from 'vitest';
import { problem } from '../problem/problem.ts';
import { commit, makeDelivery, makePullRequest, makePush } from '../run/testing/deliveries.ts';
import { giveUpDelivery } from './give-up-delivery.ts';
import { setStage } from './testing/stage.ts';

const reason = problem('run.cluster-away', { reason: 'no answer for a day' });

describe('a delivery that is given up', () => {
  it.each([
    ['a push', makePush()],
    ['a pull request', makePullRequest()],
    ['a pull request of a fork', makePullRequest({ fork: true })],
  ])('is a failed check of the app on the commit of %s', async (_what, delivery) => {
    const { tools, checks, woken } = setStage();
    await giveUpDelivery(delivery, reason, tools);

    expect(await checks()).toMatchObject([
      {
        name: 'argo-events',
        headSha: commit,
        externalId: 'github:d-1/event/1',
        status: 'completed',
        conclusion: 'failure',
        output: {
          title: expect.stringContaining('no answer for a day'),
          summary: expect.stringContaining('flow.gave-up'),
        },
      },
    ]);
    expect(woken()).toBe(1);
  });

  it('is one check however often it is given up', async () => {
    const { tools, checks } = setStage();
    await giveUpDelivery(makePush(), reason, tools);
    await giveUpDelivery(makePush(), reason, tools);

    expect(await checks()).toHaveLength(1);
  });

  it.each([
    ['is no JSON', makePush({}, { body: Buffer.from('{') })],
    ['is about no repository', makeDelivery('ping', { repository: null })],
    ['deletes its branch', makePush({ deleted: true, after: '0'.repeat(40) })],
    ['is decided by the default branch', makeDelivery('label')],
    ['is a comment on a pull request', makeDelivery('issue_comment', { issue: { number: 5, pull_request: {} } })],
  ])('has no place for a check when it %s: it is in the log', async (_what, delivery) => {
    const { tools, checks, logged } = setStage();
    await giveUpDelivery(delivery, reason, tools);

    expect(await checks()).toEqual([]);
    expect(logged).toEqual([
      {
        level: 'error',
        delivery: 'd-1',
        event: delivery.name,
        code: 'run.cluster-away',
        message: 'gave up a delivery',
      },
    ]);
  });

  it('is not given up in silence when the check cannot be stored', async () => {
    const { tools, records } = setStage();
    records.failing = true;

    await expect(giveUpDelivery(makePush(), reason, tools)).rejects.toThrow('disk full');
  });
});
