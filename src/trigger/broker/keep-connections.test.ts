import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { keepConnections } from './keep-connections.ts';

function setUp(max = 2) {
  const opened: string[] = [];
  const closed: string[] = [];
  const kept = keepConnections<string>({
    max,
    idleMs: 1000,
    close: async (connection) => {
      closed.push(connection);
    },
  });
  async function open(name: string): Promise<string> {
    opened.push(name);
    return name;
  }
  const use = (name: string) =>
    kept.use(
      name,
      () => open(name),
      async (connection) => connection,
    );
  return { kept, opened, closed, open, use };
}

describe('keepConnections', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('makes one connection for many uses, also for those at the same time', async () => {
    const { use, opened, kept } = setUp();

    expect(await Promise.all([use('a'), use('a')])).toEqual(['a', 'a']);
    await use('a');

    expect(opened).toEqual(['a']);
    expect(kept.count()).toBe(1);
  });

  it('closes what was idle for long, but not while it is used', async () => {
    const { use, closed, kept } = setUp();
    await use('a');
    const { promise, resolve } = Promise.withResolvers<void>();
    const long = kept.use(
      'b',
      async () => 'b',
      () => promise,
    );

    await vi.advanceTimersByTimeAsync(5000);
    expect(closed).toEqual(['a']);

    resolve();
    await long;
    await vi.advanceTimersByTimeAsync(5000);
    expect(closed).toEqual(['a', 'b']);
    expect(kept.count()).toBe(0);
  });

  it('closes the one that was used longest ago when there are too many', async () => {
    const { use, closed } = setUp();
    for (const name of ['a', 'b', 'a', 'c']) await use(name);

    await vi.advanceTimersByTimeAsync(0);

    expect(closed).toEqual(['b']);
  });

  it('does not use a connection again over which something failed, nor one that could not be made', async () => {
    const { kept, use, opened, closed, open } = setUp();
    const failing = kept.use(
      'a',
      () => open('a'),
      () => Promise.reject(new Error('broke')),
    );
    await expect(failing).rejects.toThrow('broke');
    await use('a');
    expect(opened).toEqual(['a', 'a']);
    expect(closed).toEqual(['a']);

    const refused = kept.use(
      'b',
      () => Promise.reject(new Error('refused')),
      async () => undefined,
    );
    await expect(refused).rejects.toThrow('refused');
    expect(await use('b')).toBe('b');
  });

  it('tries a new connection where an older one has gone stale, once', async () => {
    const { kept, use, open, opened } = setUp();
    await use('a');
    let tries = 0;
    const once = async (connection: string) => {
      tries += 1;
      if (tries === 1) throw new Error('closed meanwhile');
      return connection;
    };

    expect(await kept.use('a', () => open('a'), once)).toBe('a');
    expect(opened).toEqual(['a', 'a']);
    const never = kept.use(
      'a',
      () => open('a'),
      () => Promise.reject(new Error('broke')),
    );
    await expect(never).rejects.toThrow('broke');
    expect(opened).toEqual(['a', 'a', 'a']);
  });

  it('leaves a failed connection open to those who still use it', async () => {
    const { kept, closed } = setUp();
    const { promise, resolve } = Promise.withResolvers<void>();
    const slow = kept.use(
      'a',
      async () => 'a',
      () => promise,
    );
    await expect(
      kept.use(
        'a',
        async () => 'a',
        () => Promise.reject(new Error('broke')),
      ),
    ).rejects.toThrow('broke');
    expect(closed).toEqual([]);

    resolve();
    await slow;
    await vi.advanceTimersByTimeAsync(0);

    expect(closed).toEqual(['a']);
  });

  it('keeps nothing once it was closed', async () => {
    const { kept, use, closed } = setUp();
    await use('a');
    await kept.close();
    await use('b');
    await vi.advanceTimersByTimeAsync(0);

    expect(closed).toEqual(['a', 'b']);
    expect(kept.count()).toBe(0);
  });
});
