import { connect, type Msg, type NodeConnectionOptions } from '@nats-io/transport-node';

export interface SeenMessages {
  next(): Promise<Msg>;
  close(): Promise<void>;
}

/** Listens to a subject, over a connection of its own. */
export async function subscribeNats(options: NodeConnectionOptions, subject: string): Promise<SeenMessages> {
  const connection = await connect(options);
  const messages = connection.subscribe(subject)[Symbol.asyncIterator]();
  await connection.flush();
  return {
    async next() {
      const { value } = await messages.next();
      return value;
    },
    close: () => connection.close(),
  };
}
