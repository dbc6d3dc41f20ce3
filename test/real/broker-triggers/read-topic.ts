import { Consumer, type Message } from '@platformatic/kafka';

/** The messages of a topic from its beginning, until there are so many. */
export async function readTopic(address: string, topic: string, count: number): Promise<Message[]> {
  const consumer = new Consumer({ clientId: 'test', bootstrapBrokers: [address], groupId: `test-${topic}-${count}` });
  const messages: Message[] = [];
  try {
    const stream = await consumer.consume({ topics: [topic], mode: 'earliest', autocommit: false, maxWaitTime: 200 });
    for await (const message of stream) {
      messages.push(message);
      if (messages.length === count) break;
    }
  } finally {
    await consumer.close(true);
  }
  return messages;
}
