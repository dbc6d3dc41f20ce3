import type { DeadLetter } from '../event-bus.ts';
import type { Broker } from './broker/connect-broker.ts';
import { decodeDelivery } from './journal/encode-delivery.ts';
import type { Bodies } from './journal/keep-bodies.ts';
import { readBody, readLetter } from './journal/message-notes.ts';
import type { Layout } from './layout.ts';

/** The newest dead letters, from the end of their stream backwards. */
export async function readDeadLetters(
  broker: Broker,
  layout: Layout,
  bodies: Bodies,
  limit: number,
): Promise<DeadLetter[]> {
  const { streams } = broker.manager;
  const { state } = await streams.info(layout.streams.dead);
  const letters: DeadLetter[] = [];
  for (let seq = state.last_seq; letters.length < limit && seq >= state.first_seq && seq > 0; seq -= 1) {
    const found = await streams.getMessage(layout.streams.dead, { seq });
    const letter = readLetter(found?.header);
    if (found === null || letter === undefined) continue;
    const delivery = decodeDelivery(found.data);
    const elsewhere = readBody(found.header);
    const body = elsewhere === undefined ? delivery.body : await bodies.get(elsewhere);
    if (body !== undefined) letters.push({ delivery: { ...delivery, body }, ...letter });
  }
  return letters;
}
