/** How often something may happen in a minute, for each of many: people, addresses. */
export interface MinuteLimit {
  /** Milliseconds until the next is taken; 0 where it is taken now. */
  waitMs(key: string): number;
  count(key: string): void;
}

const minuteMs = 60_000;
/** More than these at once are not told apart: the oldest is forgotten. */
const maxKeys = 10_000;

/** Counts in windows of a minute from the first of each. Memory is bounded. */
export function createMinuteLimit(perMinute: number, now: () => number): MinuteLimit {
  const windows = new Map<string, { startedAt: number; count: number }>();
  const current = (key: string) => {
    const window = windows.get(key);
    return window === undefined || now() - window.startedAt >= minuteMs ? undefined : window;
  };
  return {
    waitMs(key) {
      const window = current(key);
      return window === undefined || window.count < perMinute ? 0 : minuteMs - (now() - window.startedAt);
    },
    count(key) {
      const window = current(key);
      if (window !== undefined) {
        window.count += 1;
        return;
      }
      windows.delete(key);
      windows.set(key, { startedAt: now(), count: 1 });
      const [oldest] = windows.keys();
      if (windows.size > maxKeys && oldest !== undefined) windows.delete(oldest);
    },
  };
}

/** What one sender can easily change is left out of an address: a network of IPv6 has more addresses than anybody can count. */
export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  if (!plain.includes(':')) return plain;
  const [left = '', right] = plain.split('::');
  const groups = left === '' ? [] : left.split(':');
  const missing = right === undefined ? 0 : 8 - groups.length - (right === '' ? 0 : right.split(':').length);
  const all = [...groups, ...Array<string>(Math.max(missing, 0)).fill('0'), ...(right ? right.split(':') : [])];
  return all.slice(0, 4).join(':');
}
