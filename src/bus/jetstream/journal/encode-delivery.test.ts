import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Delivery, deliverySources } from '../../event-bus.ts';
import { decodeDelivery, encodeDelivery } from './encode-delivery.ts';

const delivery: fc.Arbitrary<Delivery> = fc.record({
  source: fc.constantFrom(...deliverySources),
  tenant: fc.string(),
  id: fc.string(),
  name: fc.string(),
  receivedAt: fc.nat(),
  headers: fc.dictionary(
    fc.string().filter((name) => name !== '__proto__'),
    fc.array(fc.string({ unit: 'binary' })),
    { noNullPrototype: true },
  ),
  body: fc.uint8Array(),
});

describe('a delivery as a payload', () => {
  it('comes back as it was, bytes and all', () => {
    fc.assert(
      fc.property(delivery, (given) => {
        expect(decodeDelivery(encodeDelivery(given, given.body))).toEqual(given);
      }),
    );
  });

  it('is read out of the middle of a buffer, and does not hold on to it', () => {
    const given = { ...fc.sample(delivery, 1)[0], body: new Uint8Array([10, 0, 255]) } as Delivery;
    const payload = encodeDelivery(given, given.body);
    const buffer = Buffer.concat([Buffer.from('before'), payload]);
    const { body } = decodeDelivery(buffer.subarray(6));
    expect(body).toEqual(given.body);
    expect(body.buffer.byteLength).toBe(3);
  });

  it('leaves the body out when that lies elsewhere', () => {
    const given = { ...fc.sample(delivery, 1)[0], body: new Uint8Array([1, 2, 3]) } as Delivery;
    expect(decodeDelivery(encodeDelivery(given, undefined))).toEqual({ ...given, body: new Uint8Array() });
  });

  it('is read also when its source is one that another version listens to', () => {
    const given = { ...fc.sample(delivery, 1)[0], source: 'carrier-pigeon' } as unknown as Delivery;
    expect(decodeDelivery(encodeDelivery(given, given.body))).toEqual(given);
  });
});
