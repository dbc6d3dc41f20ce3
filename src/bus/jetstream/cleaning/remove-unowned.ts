import type { Broker } from '../broker/connect-broker.ts';
import { readMessages } from '../broker/read-messages.ts';
import type { Bodies } from '../journal/keep-bodies.ts';
import { readBody, readOwner } from '../journal/message-notes.ts';
import type { Layout } from '../layout.ts';

export interface RemovingParts {
  broker: Broker;
  layout: Layout;
  bodies: Bodies;
  /** A body that no message refers to may belong to one that is being written; one that is older than this does not. */
  unownedMs: number;
  now: () => number;
}

/** Removes large bodies whose message is gone, was erased, or names another body by now. */
export async function removeUnowned(parts: RemovingParts): Promise<void> {
  const { broker, layout, bodies, now, unownedMs } = parts;
  const filter = layout.subjects.body('*', 0);
  for await (const { subject, headers, timestamp } of readMessages(broker, { stream: layout.streams.bodies, filter })) {
    const name = subject.split('.').at(-2) ?? '';
    const isOld = now() - Date.parse(timestamp) > unownedMs;
    if (isOld && !(await isOwned(parts, readOwner(headers) ?? '', name))) await bodies.remove(name);
  }
}

async function isOwned({ broker, layout }: RemovingParts, owner: string, name: string): Promise<boolean> {
  const stream = streamOf(layout, owner);
  if (stream === undefined) return false;
  const message = await broker.manager.streams.getMessage(stream, { last_by_subj: owner });
  return readBody(message?.header)?.name === name;
}

function streamOf({ streams, subjects }: Layout, owner: string): string | undefined {
  if (owner.startsWith(subjects.event(''))) return streams.events;
  if (owner.startsWith(subjects.dead(''))) return streams.dead;
  return owner.startsWith(subjects.record('', '').slice(0, -1)) ? streams.records : undefined;
}
