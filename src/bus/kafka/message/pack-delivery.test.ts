import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeDelivery } from '../../../../test/bus-contract/bus-under-test.ts';
import { type LogMessage, type LogRecord, measureMessage } from '../log/log-message.ts';
import { choosePartition } from './choose-partition.ts';
import { collectParts } from './collect-parts.ts';
import { idOfName, nameDelivery, packDelivery, unpackDelivery } from './pack-delivery.ts';

const place = { topic: 'events', partition: 2, key: 'k', share: 'one' };

function toRecord(message: LogMessage, offset: number): LogRecord {
  return { ...message, offset, timestamp: 0, headers: new Map(Object.entries(message.headers ?? {})) };
}

describe('packDelivery', () => {
  it('makes one message of what fits, and gives back what went in', () => {
    const delivery = makeDelivery('small');
    const messages = packDelivery(delivery, { ...place, maxBytes: 100_000 });
    expect(messages).toHaveLength(1);
    expect(unpackDelivery(messages.map(toRecord))).toEqual(delivery);
  });

  it('keeps every message below the limit, whatever the size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 30_000 }), fc.integer({ min: 1500, max: 9000 }), (size, maxBytes) => {
        const delivery = { ...makeDelivery('any'), body: new Uint8Array(randomBytes(size)) };
        const messages = packDelivery(delivery, { ...place, maxBytes });
        expect(messages.every((message) => measureMessage(message) <= maxBytes)).toBe(true);
        expect(unpackDelivery(messages.map(toRecord))).toEqual(delivery);
      }),
    );
  });

  it('refuses headers that exceed the limit by themselves', () => {
    const headers = { 'X-Long': ['x'.repeat(5000)] };
    expect(() => packDelivery({ ...makeDelivery('long'), headers }, { ...place, maxBytes: 2000 })).toThrow('headers');
  });

  it('names a delivery by source, tenant and id', () => {
    expect(nameDelivery('github', 'a', 'b')).not.toBe(nameDelivery('github', '', 'b'));
    expect(idOfName(nameDelivery('github', 'a', 'b'))).toBe('b');
  });
});

describe('collectParts', () => {
  const large = { ...makeDelivery('large'), body: new Uint8Array(randomBytes(9000)) };
  const other = { ...makeDelivery('other'), body: new Uint8Array(randomBytes(9000)) };
  const pack = (delivery: typeof large) => packDelivery(delivery, { ...place, maxBytes: 4000 });

  it('puts deliveries together whose parts come mixed, and is not misled by copies of parts', () => {
    const [one, two] = [pack(large), pack(other)];
    const mixed = [one[0], two[0], one[0], one[1], two[1], two[1], one[2], two[2]].filter((each) => each !== undefined);
    expect(one).toHaveLength(3);
    const collector = collectParts(() => 0);
    const collected = mixed.map((message, index) => collector.add(toRecord(message, index)));
    expect(collected.flatMap(({ delivery }) => (delivery === undefined ? [] : [delivery.offsets]))).toEqual([
      [0, 3, 6],
      [1, 4, 7],
    ]);
    expect(collected.flatMap(({ dropped }) => dropped)).toEqual([2, 5]);
  });

  it('drops the rest of a delivery whose beginning is gone', () => {
    const [, second] = pack(large);
    expect(collectParts(() => 0).add(toRecord(second as LogMessage, 9))).toEqual({ dropped: [9] });
  });

  it('gives up after a while what was never stored to its end', () => {
    let now = 0;
    const collector = collectParts(() => now);
    const [first, second] = pack(large);
    collector.add(toRecord(first as LogMessage, 4));
    now = 60_000;
    expect(collector.expire(now)).toEqual([]);
    now = 11 * 60_000;
    expect(collector.expire(now)).toEqual([4]);
    expect(collector.add(toRecord(second as LogMessage, 5))).toEqual({ dropped: [5] });
  });

  it('throws on what is no delivery', () => {
    const record = { ...toRecord({ ...place, key: Buffer.from('k'), value: Buffer.from('{}') }, 1) };
    expect(() => collectParts(() => 0).add(record)).toThrow('no delivery');
  });
});

describe('choosePartition', () => {
  it('spreads keys, and gives a key the same partition in every version', () => {
    const used = new Set(Array.from({ length: 200 }, (_, index) => choosePartition(`event/1/pull/${index}`, 12)));
    expect(used.size).toBe(12);
    expect([choosePartition('event/1/pull/7', 12), choosePartition('', 12), choosePartition('ü', 12)]).toEqual([
      5, 1, 10,
    ]);
  });
});
