import { describe, expect, it } from 'vitest';
import { setStage } from '../../flow/testing/stage.ts';
import type { GithubFailure } from '../../github/github.ts';
import { eventOf, makeDelivery } from '../../run/testing/deliveries.ts';
import type { CommandTools } from '../command-tools.ts';
import { answerComment } from './answer-comment.ts';
import { type CommandAnswer, readProgress } from './command-progress.ts';
import { readCommentAsk } from './read-comment-ask.ts';

const delivery = makeDelivery('issue_comment', {
  action: 'created',
  issue: { number: 5, state: 'open', pull_request: {} },
  comment: { id: 8, body: '/test', user: { login: 'ada' } },
  sender: { login: 'ada', type: 'User' },
});
const taken: CommandAnswer = { taken: true };
const refused: CommandAnswer = { taken: false, text: 'Because of that.' };

/** GitHub's side of a conversation; `fail` says what becomes of a call. */
function setUp(fail: (call: string) => GithubFailure | undefined = () => undefined) {
  const calls: string[] = [];
  const replies: string[] = [];
  const perform = <Value>(call: string, act: () => Value) => {
    calls.push(call);
    const failure = fail(call);
    return failure === undefined ? { ok: true as const, value: act() } : { ok: false as const, failure };
  };
  const stage = setStage();
  const tools = {
    ...stage.tools,
    github: {
      ...stage.tools.github,
      react: async (_repository: unknown, { kind, id }: { kind: string; id: number }, reaction: string) =>
        perform(`${reaction} on ${kind} comment ${id}`, () => undefined),
      reply: async (_repository: unknown, _place: unknown, text: string) => {
        // It may have got there all the same.
        replies.push(text);
        return perform('reply', () => undefined);
      },
      hasReply: async (_repository: unknown, _place: unknown, { text }: { text: string }) =>
        perform('look', () => replies.some((each) => each.includes(text))),
    },
  } as unknown as CommandTools;
  const ask = readCommentAsk(delivery);
  if (ask === undefined) throw new Error('it is no comment');
  const answer = async (...answers: CommandAnswer[]) => {
    const progress = await readProgress(ask.delivery, tools);
    return await answerComment(ask, { ...progress, answers }, tools);
  };
  return { answer, calls, replies };
}

describe('the answer to a comment', () => {
  it.each<[string, CommandAnswer[], string[]]>([
    ['eyes where all was taken', [taken, taken], ['eyes on issue comment 8']],
    ['a thumb down and one reply where nothing was', [refused, refused], ['-1 on issue comment 8', 'reply']],
    ['both where some was', [taken, refused], ['eyes on issue comment 8', '-1 on issue comment 8', 'reply']],
    [
      'eyes and a reply where something was asked',
      [{ taken: true, text: 'So it is.' }],
      ['eyes on issue comment 8', 'reply'],
    ],
  ])('is %s', async (_what, answers, calls) => {
    const stage = setUp();
    expect(await stage.answer(...answers)).toEqual({ kind: 'done' });
    expect(stage.calls).toEqual(calls);
  });

  it('is one reply, also when it is given again', async () => {
    const { answer, replies } = setUp();
    await answer(refused);
    await answer(refused);
    expect(replies).toHaveLength(1);
  });

  it('is one reply, also when nobody knows whether the first got there', async () => {
    let isAway = true;
    const { answer, replies } = setUp((call) =>
      isAway && call === 'reply' ? { kind: 'later', message: 'the connection broke' } : undefined,
    );
    expect(await answer(refused)).toMatchObject({ kind: 'later' });
    isAway = false;
    expect(await answer(refused)).toEqual({ kind: 'done' });
    expect(replies).toHaveLength(1);
  });

  it('is left unsaid where the conversation is locked', async () => {
    const { answer } = setUp(() => ({ kind: 'refused', message: 'locked' }));
    expect(await answer(taken, refused)).toEqual({ kind: 'done' });
  });

  it('has a length that GitHub takes', async () => {
    const { answer, replies } = setUp();
    await answer({ taken: false, text: 'x'.repeat(100_000) });
    expect(replies[0]?.length).toBeLessThan(65_536);
    expect(replies[0]).toMatch(/<!-- reply to d-1 -->$/);
  });
});

describe('what is no comment that asks for something', () => {
  const body = { issue: { number: 5 }, comment: { id: 8, body: '/test' }, sender: { login: 'ada', type: 'User' } };
  it.each<[string, string, object]>([
    ['edited', 'issue_comment', { ...body, action: 'edited' }],
    ['deleted', 'issue_comment', { ...body, action: 'deleted' }],
    ['of nobody', 'issue_comment', { ...body, action: 'created', sender: null }],
    ['on nothing', 'issue_comment', { ...body, action: 'created', issue: null }],
    ['without an id', 'commit_comment', { action: 'created', comment: { commit_id: 'c' }, sender: body.sender }],
    ['another event', 'pull_request', { ...body, action: 'created' }],
  ])('is left alone: %s', (_what, name, payload) => {
    expect(readCommentAsk(makeDelivery(name, payload))).toBeUndefined();
    expect(eventOf(makeDelivery('push', {})).facts.eventName).toBe('push');
  });
});
