import { describe, expect, it } from 'vitest';
import { setStage } from '../flow/testing/stage.ts';
import { problem } from '../problem/problem.ts';
import { checkRows, readCheckRow } from '../report/rows/check-row.ts';
import { commit, makeDelivery } from '../run/testing/deliveries.ts';
import type { CommandTools } from './command-tools.ts';
import { giveUpCommand } from './give-up-command.ts';

const reason = problem('flow.github-away', { reason: 'GitHub answered 502.' });
const sender = { login: 'ada', type: 'User' };

function setUp() {
  const stage = setStage();
  const replies: string[] = [];
  const reactions: string[] = [];
  const ok = { ok: true as const, value: undefined };
  const tools = {
    ...stage.tools,
    github: {
      ...stage.tools.github,
      react: async (_repository: unknown, _comment: unknown, reaction: string) => {
        reactions.push(reaction);
        return ok;
      },
      reply: async (_repository: unknown, _place: unknown, text: string) => {
        replies.push(text);
        return ok;
      },
      hasReply: async () => ({ ok: true as const, value: false }),
    },
  } as unknown as CommandTools;
  const written = async () =>
    (await stage.records.list(checkRows, '')).map(({ value }) => readCheckRow(value)?.check.output.summary ?? '');
  return { tools, replies, reactions, stage, written };
}

const shown = {
  ...{ id: 31, name: 'ci', head_sha: commit, external_id: 'ci/ci-abc/1/d-0', app: { id: 9 } },
  ...{ status: 'completed', conclusion: 'failure', output: { title: 'Failed', summary: 'It failed.' } },
};

describe('a command that is given up', () => {
  it('is told on the check that was pressed', async () => {
    const { tools, written } = setUp();
    await giveUpCommand(makeDelivery('check_run', { action: 'rerequested', check_run: shown, sender }), reason, tools);
    const [summary = ''] = await written();
    expect(summary).toContain('asked for a re-run, and it was not done');
    expect(summary).toContain('GitHub answered 502');
    expect(summary).toContain('It failed.');
  });

  it('is told on one of the checks where all were asked for', async () => {
    const { tools, written, stage } = setUp();
    const output = { title: 'Failed', summary: 'It failed.' };
    stage.github.shown = [
      { id: 31, name: 'ci', externalId: 'ci/ci-abc/1/d-0', status: 'completed', conclusion: 'failure', output },
    ];
    const suite = { id: 1, head_sha: commit, app: { id: 9 } };
    await giveUpCommand(
      makeDelivery('check_suite', { action: 'rerequested', check_suite: suite, sender }),
      reason,
      tools,
    );
    expect(await written()).toEqual([expect.stringContaining('a re-run of all checks')]);
  });

  it('is told in a reply to the comment that has it, once', async () => {
    const { tools, replies, reactions } = setUp();
    const delivery = makeDelivery('issue_comment', {
      action: 'created',
      issue: { number: 5, state: 'open', pull_request: {} },
      comment: { id: 8, body: '/test ci', user: { login: 'ada' } },
      sender,
    });
    await giveUpCommand(delivery, reason, tools);
    expect(reactions).toEqual(['-1']);
    expect(replies).toEqual([expect.stringMatching(/\*\*test\*\*: .*GitHub answered 502.*command\.gave-up/s)]);
  });

  it.each([
    ['a comment without one', 'issue_comment', { action: 'created', comment: { id: 8, body: 'Looks good.' } }],
    ['a push', 'push', { ref: 'refs/heads/main', after: commit }],
  ])('is none where the delivery is %s', async (_what, name, body) => {
    const { tools, replies, stage } = setUp();
    const issue = { number: 5, state: 'open', pull_request: {} };
    await giveUpCommand(makeDelivery(name, { ...body, issue, sender }), reason, tools);
    expect(replies).toEqual([]);
    expect(JSON.stringify(stage.logged)).toContain('gave up a delivery');
  });
});
