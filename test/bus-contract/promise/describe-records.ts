import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { OpenBus } from '../bus-under-test.ts';
import { useBus } from '../use-bus.ts';

export function describeRecords(open: OpenBus): void {
  describe('records', () => {
    const { bus, reopen } = useBus(open);

    it('keeps a value over a restart', async () => {
      const value = { text: 'grün', list: [1, null, true], nested: { a: {} } };
      const version = await bus().records.put('checks', 'a', value);
      const again = await reopen();
      expect(await again.records.get('checks', 'a')).toEqual({ key: 'a', value, version });
    });

    it('has no record that was not written, and none that was removed', async () => {
      expect(await bus().records.get('checks', 'a')).toBeUndefined();
      await bus().records.put('checks', 'a', 1);
      await bus().records.remove('checks', 'a');
      await bus().records.remove('checks', 'never');
      expect(await bus().records.get('checks', 'a')).toBeUndefined();
    });

    it('keeps a value that is larger than a message of a broker usually may be', async () => {
      // Nothing that could be compressed away; what joined Sensors remember are whole events.
      const value = { events: [randomBytes(1_500_000).toString('hex')] };
      const version = await bus().records.put('joins', 'a', value, 0);
      expect(version).toBeGreaterThan(0);
      expect(await bus().records.put('joins', 'a', { events: [] }, 0)).toBe('conflict');
      expect(await bus().records.list('joins', '')).toEqual([{ key: 'a', value, version }]);
      const again = await reopen();
      expect(await again.records.get('joins', 'a')).toEqual({ key: 'a', value, version });
      await again.records.remove('joins', 'a');
      expect(await again.records.get('joins', 'a')).toBeUndefined();
    });

    it('keeps collections apart', async () => {
      await bus().records.put('one', 'a', 1);
      await bus().records.put('two', 'a', 2);
      await bus().records.remove('one', 'a');
      expect((await bus().records.get('two', 'a'))?.value).toBe(2);
    });

    it('raises the version with each write, also after a record was removed', async () => {
      const first = await bus().records.put('checks', 'a', 1);
      const second = await bus().records.put('checks', 'a', 2);
      await bus().records.remove('checks', 'a');
      const third = await bus().records.put('checks', 'a', 3);
      expect(Number(second)).toBeGreaterThan(Number(first));
      expect(Number(third)).toBeGreaterThan(Number(second));
    });

    it('writes over the expected version only', async () => {
      const version = await bus().records.put('checks', 'a', 1, 0);
      expect(await bus().records.put('checks', 'a', 2, 0)).toBe('conflict');
      expect(await bus().records.put('checks', 'a', 2, Number(version) + 1)).toBe('conflict');
      expect(await bus().records.put('checks', 'a', 2, Number(version))).not.toBe('conflict');
      expect((await bus().records.get('checks', 'a'))?.value).toBe(2);
    });

    it('lets one of several writers win who expect the same version', async () => {
      const results = await Promise.all(
        Array.from({ length: 10 }, (_, index) => bus().records.put('checks', 'race', index, 0)),
      );
      expect(results.filter((result) => result !== 'conflict')).toHaveLength(1);
    });

    it('lists the records under a prefix in the order of their keys', async () => {
      for (const key of ['b', 'a/2', 'a/1', 'a_1', 'A/1', 'a%']) {
        await bus().records.put('checks', key, key);
      }
      const keys = async (prefix: string): Promise<string[]> =>
        (await bus().records.list('checks', prefix)).map(({ key }) => key);
      expect(await keys('a/')).toEqual(['a/1', 'a/2']);
      expect(await keys('a%')).toEqual(['a%']);
      expect(await keys('')).toEqual(['A/1', 'a%', 'a/1', 'a/2', 'a_1', 'b']);
      expect(await keys('nothing')).toEqual([]);
    });

    it('refuses a value that is not JSON', async () => {
      await expect(bus().records.put('checks', 'a', undefined)).rejects.toThrow(TypeError);
    });
  });
}
