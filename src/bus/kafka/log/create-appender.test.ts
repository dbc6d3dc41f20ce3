import { describe, expect, it } from 'vitest';
import { problem } from '../../../problem/problem.ts';
import { createAppender } from './create-appender.ts';
import type { LogMessage } from './log-message.ts';

const overloaded = problem('bus.overloaded', { address: 'broker' });

function makeMessage(name: string, more: Partial<LogMessage> & { size?: number } = {}): LogMessage {
  return { topic: 'events', partition: 0, key: Buffer.from(name), value: Buffer.alloc(more.size ?? 10), ...more };
}

function makeAppender(limits: { maxBatchBytes?: number; maxWaitingBytes?: number } = {}) {
  const sent: string[][] = [];
  const answers: PromiseWithResolvers<void>[] = [];
  let next = 0;
  const appender = createAppender({
    maxBatchBytes: () => limits.maxBatchBytes ?? 100_000,
    maxWaitingBytes: limits.maxWaitingBytes ?? 1_000_000,
    overloaded,
    async send(messages) {
      sent.push(messages.map(({ key }) => String(key)));
      const answer = Promise.withResolvers<void>();
      answers.push(answer);
      await answer.promise;
      return messages.map(() => next++);
    },
  });
  return { appender, sent, answers };
}

describe('an appender', () => {
  it('sends one batch at a time, and what comes meanwhile makes up the next', async () => {
    const { appender, sent, answers } = makeAppender();
    const first = [appender.append(makeMessage('a')), appender.append(makeMessage('b'))];
    await expect.poll(() => sent).toEqual([['a', 'b']]);
    const second = [appender.append(makeMessage('c')), appender.append(makeMessage('d'))];
    expect(sent).toHaveLength(1);
    answers[0]?.resolve();
    expect(await Promise.all(first)).toEqual([0, 1]);
    await expect
      .poll(() => sent)
      .toEqual([
        ['a', 'b'],
        ['c', 'd'],
      ]);
    answers[1]?.resolve();
    expect(await Promise.all(second)).toEqual([2, 3]);
  });

  it('rejects all of a batch that failed, and goes on with the next', async () => {
    const { appender, sent, answers } = makeAppender();
    const first = [appender.append(makeMessage('a')), appender.append(makeMessage('b'))].map((each) =>
      each.catch((error: Error) => error.message),
    );
    await expect.poll(() => sent.length).toBe(1);
    const second = appender.append(makeMessage('c'));
    answers[0]?.reject(new Error('away'));
    expect(await Promise.all(first)).toEqual(['away', 'away']);
    await expect.poll(() => sent.length).toBe(2);
    answers[1]?.resolve();
    expect(await second).toBe(0);
  });

  it('keeps a batch of one partition below the limit of its topic', async () => {
    const { appender, sent, answers } = makeAppender({ maxBatchBytes: 500 });
    const sizes = [200, 200, 200, 900];
    for (const [index, size] of sizes.entries()) void appender.append(makeMessage(`m${index}`, { size }));
    void appender.append(makeMessage('elsewhere', { partition: 1 }));
    for (let round = 0; round < 4; round += 1) {
      await expect.poll(() => answers.length).toBeGreaterThan(round);
      answers[round]?.resolve();
    }
    await appender.settled();
    expect(sent).toEqual([['m0'], ['m1'], ['m2'], ['m3', 'elsewhere']]);
  });

  it('refuses what would wait in vain for its turn', async () => {
    const { appender, sent, answers } = makeAppender({ maxWaitingBytes: 300 });
    void appender.append(makeMessage('first'));
    await expect.poll(() => sent.length).toBe(1);
    void appender.append(makeMessage('second'));
    await expect(appender.append(makeMessage('third', { size: 400 }))).rejects.toMatchObject({ cause: overloaded });
    answers[0]?.resolve();
  });

  it('rejects what waits once it has failed, and what comes after', async () => {
    const { appender, sent, answers } = makeAppender();
    void appender.append(makeMessage('first'));
    await expect.poll(() => sent.length).toBe(1);
    const waiting = appender.append(makeMessage('second')).catch((error: Error) => error.cause);
    const closed = problem('bus.closed', { file: 'broker', reason: 'the app stops' });
    appender.fail(closed);
    expect(await waiting).toBe(closed);
    await expect(appender.append(makeMessage('third'))).rejects.toMatchObject({ cause: closed });
    answers[0]?.resolve();
    await appender.settled();
  });
});
