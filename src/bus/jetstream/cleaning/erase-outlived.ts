import { readMessages } from '../broker/read-messages.ts';
import { readQueue } from '../journal/message-notes.ts';
import type { CleaningParts } from './clean-up.ts';

/** Erases the bodies of finished deliveries in a part of the stream; that they were there stays known. */
export async function eraseOutlived(
  { broker, layout, journal }: CleaningParts,
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
