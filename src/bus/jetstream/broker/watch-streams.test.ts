import { JetStreamApiError, type StreamInfo } from '@nats-io/jetstream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Broker } from './connect-broker.ts';
import { type StreamWatch, watchStreams } from './watch-streams.ts';

const noSuchStream = new JetStreamApiError({ code: 404, err_code: 10059, description: 'stream not found' });
const away = new JetStreamApiError({ code: 503, err_code: 10008, description: 'temporarily unavailable' });

type Answer = { created: string; last: number } | Error;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Looks as often as there are answers; the last one stays. Resolves to how many looks it took until a stream was gone. */
async function looksUntilGone(answers: readonly Answer[]): Promise<number | undefined> {
  let looks = 0;
  const info = async (): Promise<StreamInfo> => {
    const answer = answers[Math.min(looks, answers.length - 1)] ?? away;
    looks += 1;
    if (answer instanceof Error) throw answer;
    return { created: answer.created, state: { last_seq: answer.last } } as StreamInfo;
  };
  const broker = { address: 'nats', manager: { streams: { info } } } as unknown as Broker;
  const watch: StreamWatch = watchStreams(broker, ['events'], 1000);
  let goneAfter: number | undefined;
  void watch.gone.then(({ code }) => {
    expect(code).toBe('bus.stream-gone');
    goneAfter = looks;
  });
  await vi.advanceTimersByTimeAsync(10_000);
  watch.stop();
  return goneAfter;
}

describe('watching streams', () => {
  const first = { created: 'monday', last: 10 };
  it.each<[string, Answer[], number | undefined]>([
    ['stays and grows', [first, { ...first, last: 12 }], undefined],
    ['cannot be asked about', [first, away], undefined],
    ['is not found once', [first, noSuchStream, first], undefined],
    ['ends earlier for a moment', [first, { ...first, last: 8 }, first], undefined],
    ['is not found any more', [first, noSuchStream], 3],
    ['was not there from the beginning', [noSuchStream], 2],
    ['is another of its name', [first, { created: 'tuesday', last: 20 }], 2],
    ['is as it was once', [first, { ...first, last: 8 }], 3],
  ])('tells of one that %s only where it is gone', async (_, answers, looks) => {
    expect(await looksUntilGone(answers)).toBe(looks);
  });
});
