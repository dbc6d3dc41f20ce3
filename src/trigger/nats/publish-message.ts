import { setImmediate } from 'node:timers/promises';
import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import { headers, type MsgHdrs } from '@nats-io/transport-node';
import type { NatsLink } from './connect-nats.ts';

export interface NatsMessage {
  subject: string;
  payload: string;
  /** The same for every try at one firing: a stream drops what it has already. */
  id: string;
}

const answerMs = 5000;

/**
 * Publishes one message, and resolves once the server has it: where a stream listens to the subject, once the stream has stored it, else
 * once the server has read it. Rejects when the server forbids it or does not answer.
 */
export async function publishMessage(link: NatsLink, message: NatsMessage): Promise<void> {
  const { connection } = link;
  const { subject, payload, id } = message;
  const manager = await jetstreamManager(connection, { checkAPI: false, timeout: answerMs });
  if (await isStored(manager, subject)) {
    await manager.jetstream().publish(subject, payload, { msgID: id, timeout: answerMs });
    return;
  }
  const before = link.refusals.length;
  connection.publish(subject, payload, { headers: headersOf(id) });
  await connection.flush();
  // The server answers in order, so a refusal has come by now; it is told a moment later.
  await setImmediate();
  const refusal = link.refusals.slice(before).find((each) => each.message.includes(subject));
  if (refusal !== undefined) throw refusal;
}

/** A server without streams, and a user who may not ask for them, have none. */
async function isStored(manager: JetStreamManager, subject: string): Promise<boolean> {
  try {
    await manager.streams.find(subject);
    return true;
  } catch {
    return false;
  }
}

function headersOf(id: string): MsgHdrs {
  const own = headers();
  own.set('Nats-Msg-Id', id);
  return own;
}
