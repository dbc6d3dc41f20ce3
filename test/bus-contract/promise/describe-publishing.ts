import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { deliverySources } from '../../../src/bus/event-bus.ts';
import { consumeWith, eventually, makeDelivery, type OpenBus } from '../bus-under-test.ts';
import { useBus } from '../use-bus.ts';

export function describePublishing(open: OpenBus): void {
  describe('publishing', () => {
    const { bus, reopen } = useBus(open);

    it('stores a delivery as it came, bytes and repeated headers included', async () => {
      const delivery = { ...makeDelivery('bytes'), body: new Uint8Array([0, 255, 123, 125, 0x80]) };
      expect(await bus().publish(delivery)).toBe('stored');
      expect(await bus().find('github', '', 'bytes')).toEqual(delivery);
    });

    it.each(deliverySources)('keeps and hands over what came from the source %s', async (source) => {
      const delivery = { ...makeDelivery(`from-${source}`), source, tenant: 'whose' };
      expect(await bus().publish(delivery)).toBe('stored');
      expect(await bus().find(source, 'whose', delivery.id)).toEqual(delivery);
      expect(await bus().publish(delivery)).not.toBe('stored');
    });

    it('keeps a delivery over a restart', async () => {
      await bus().publish(makeDelivery('kept'));
      const again = await reopen();
      expect(await again.find('github', '', 'kept')).toEqual(makeDelivery('kept'));
    });

    it('leaves the body to whoever published it', async () => {
      const delivery = makeDelivery('mine');
      await bus().publish(delivery);
      expect(delivery.body).toEqual(makeDelivery('mine').body);
    });

    it('stores a part of a larger buffer as that part alone', async () => {
      const whole = new TextEncoder().encode('before{"a":1}after');
      await bus().publish({ ...makeDelivery('part'), body: whole.subarray(6, 13) });
      const found = await bus().find('github', '', 'part');
      expect(new TextDecoder().decode(found?.body)).toBe('{"a":1}');
    });

    it('stores an event of 25 MiB', async () => {
      const body = randomBytes(25 * 1024 * 1024);
      await bus().publish({ ...makeDelivery('large'), body });
      const found = await bus().find('github', '', 'large');
      expect(body.equals(found?.body ?? new Uint8Array())).toBe(true);
    });

    it('knows nothing of a delivery that was never published', async () => {
      expect(await bus().find('github', '', 'unheard')).toBeUndefined();
    });

    it('stores the same id once for each tenant', async () => {
      await bus().publish(makeDelivery('shared'));
      expect(await bus().publish({ ...makeDelivery('shared'), tenant: 'other' })).toBe('stored');
      expect((await bus().find('github', 'other', 'shared'))?.tenant).toBe('other');
    });

    it('answers the copies of one delivery that arrive together after the first is stored, and handles it once', async () => {
      const results = await Promise.all(Array.from({ length: 20 }, () => bus().publish(makeDelivery('twin'))));
      expect(results.filter((result) => result === 'stored')).toHaveLength(1);
      expect(results.filter((result) => result === 'due-again')).toHaveLength(19);
      const handled: string[] = [];
      bus().consume(
        consumeWith(async ({ id }) => {
          handled.push(id);
          return { kind: 'done' };
        }),
      );
      await bus().publish(makeDelivery('last', { key: 'twin' }));
      await eventually(() => handled).toEqual(['twin', 'last']);
    });

    it('calls a finished delivery a duplicate, also after a restart, and does not handle it again', async () => {
      const handled: string[] = [];
      const options = consumeWith(async ({ id }) => {
        handled.push(id);
        return { kind: 'done' };
      });
      bus().consume(options);
      await bus().publish(makeDelivery('once'));
      await eventually(() => bus().publish(makeDelivery('once'))).toBe('duplicate');
      const again = await reopen();
      again.consume(options);
      expect(await again.publish(makeDelivery('once'))).toBe('duplicate');
      await again.publish(makeDelivery('next', { key: 'once' }));
      await eventually(() => handled).toEqual(['once', 'next']);
    });

    it('is writable while it is open, and neither writable nor publishing once closed', async () => {
      await expect(bus().checkWritable()).resolves.toBeUndefined();
      const closed = bus();
      await closed.close();
      await expect(closed.checkWritable()).rejects.toThrow();
      await expect(closed.publish(makeDelivery('late'))).rejects.toThrow();
    });

    it('has stored everything published before it was closed', async () => {
      const results = Array.from({ length: 50 }, (_, index) => bus().publish(makeDelivery(`early-${index}`)));
      await bus().close();
      expect(new Set(await Promise.all(results))).toEqual(new Set(['stored']));
      const again = await reopen();
      expect(await again.find('github', '', 'early-49')).toBeDefined();
    });
  });
}
