import type { Broker } from '../broker/connect-broker.ts';
import { readMessages } from '../broker/read-messages.ts';
import type { Journal } from '../journal/create-journal.ts';
import { readQueue } from '../journal/message-notes.ts';
import type { Layout } from '../layout.ts';

export interface ErasingParts {
  broker: Broker;
  layout: Layout;
  journal: Journal;
}

/** Erases the bodies of finished deliveries in a part of the stream; that they were there stays known. */
export async function eraseOutlived(
  { broker, layout, journal }: ErasingParts,
  { from, before }: { from: number; before: number },
): Promise<void> {
  const prefix = layout.subjects.event('');
  for await (const { seq, subject, headers } of readMessages(broker, {
    stream: layout.streams.events,
    filter: layout.subjects.event('*'),
    from,
  })) {
    if (seq >= before) return;
    const token = subject.slice(prefix.length);
    const isErased = readQueue(headers) === undefined;
    if (!isErased && (await journal.readState(token))?.state.kind === 'done') await journal.eraseBody(token);
  }
}
