import { createHash } from 'node:crypto';

/** Who asked, for what, with which parameters. JSON. */
export type Asked = readonly unknown[];

/** Remembers what was refused of late. */
export interface RefusalCounts {
  /** Counts one more refusal, and tells whether it is to be believed by now or may still be a moment's. */
  count(asked: Asked): 'passing' | 'lasting';
  /** It was answered: the next refusal is a new one. */
  forget(asked: Asked): void;
}

/** So often, and for so long, the same is refused until that is believed. */
const fewestTimes = 4;
const forMs = 10_000;
/** Of so many it is remembered that they are being refused; beyond that the oldest count from the beginning. */
const mostAsked = 10_000;

/**
 * A 403 mostly stands for a permission that is missing, and then everybody who waits is to hear of it soon. But it is answered for a
 * moment, too: while permissions are being changed, or where the server has not read them yet. An event is not given up for that.
 */
export function countRefusals(now: () => number): RefusalCounts {
  const refused = new Map<string, { since: number; times: number }>();
  return {
    count(asked) {
      const key = keyOf(asked);
      const { since, times } = refused.get(key) ?? { since: now(), times: 0 };
      refused.set(key, { since, times: times + 1 });
      const [oldest] = refused.keys();
      if (refused.size > mostAsked && oldest !== undefined) refused.delete(oldest);
      return times + 1 >= fewestTimes && now() - since >= forMs ? 'lasting' : 'passing';
    },
    forget(asked) {
      if (refused.size > 0) refused.delete(keyOf(asked));
    },
  };
}

function keyOf(asked: Asked): string {
  return createHash('sha256').update(JSON.stringify(asked)).digest('base64');
}
