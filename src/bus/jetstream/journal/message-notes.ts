import { type MsgHdrs, headers as makeHeaders } from '@nats-io/transport-node';
import { z } from 'zod';
import type { Problem } from '../../../problem/problem.ts';

/**
 * What messages say in their headers, so that a replica can build its queues from headers alone. Each is one header that holds
 * JSON in ASCII.
 */
export const noteNames = {
  /** Of a delivery: the queue it waits in. */
  queue: 'Argo-Events-App-Queue',
  /** Of a state: what became of a delivery. */
  state: 'Argo-Events-App-State',
  /** Of a dead letter: why. */
  letter: 'Argo-Events-App-Letter',
  /** Where a body lies that is too large for its message. */
  body: 'Argo-Events-App-Body',
  /** Of a body: the subject of the message that refers to it. */
  owner: 'Argo-Events-App-Owner',
} as const;

const queueSchema = z.object({
  /** Token of the queue's key. */
  key: z.string(),
  share: z.string(),
  /** Of the delivery's body. */
  bytes: z.number(),
});

/** The queue of a delivery. */
export type QueueNote = z.infer<typeof queueSchema>;

const problemSchema = z.custom<Problem>((value) => typeof value === 'object' && value !== null && 'code' in value);

const stateSchema = z.object({
  /** Sequence of the delivery's message. */
  sequence: z.number(),
  queue: queueSchema,
  /** `open`: not done, and to be tried at `dueAt`. */
  kind: z.enum(['open', 'done', 'dead']),
  /** Tries so far. */
  attempts: z.number().default(0),
  /** Milliseconds since 1970; 0 is at once. */
  dueAt: z.number().default(0),
  failingSince: z.number().optional(),
  problem: problemSchema.optional(),
  /** Given up, and how often that could not be made visible; absent unless given up. */
  farewells: z.number().optional(),
  /** Written before a try, not after it: nothing is known of how that ended. */
  isStarted: z.boolean().optional(),
  /** It was dead before and may have left a letter. */
  isRevived: z.boolean().optional(),
});

/** What became of a delivery. One that has no state yet waits for its first try. */
export type DeliveryState = z.infer<typeof stateSchema>;

const letterSchema = z.object({ problem: problemSchema, diedAt: z.number(), attempts: z.number() });

export type LetterNote = z.infer<typeof letterSchema>;

const bodySchema = z.object({ name: z.string(), pieces: z.number(), bytes: z.number() });

/** Where a body lies. */
export type BodyNote = z.infer<typeof bodySchema>;

/** Headers that hold these notes. */
export function writeNotes(notes: Partial<Record<keyof typeof noteNames, unknown>>): MsgHdrs {
  const written = makeHeaders();
  for (const [name, note] of Object.entries(notes) as [keyof typeof noteNames, unknown][]) {
    if (note !== undefined) written.set(noteNames[name], inAscii(note));
  }
  return written;
}

export function readQueue(from: MsgHdrs | undefined): QueueNote | undefined {
  return read(from, 'queue', queueSchema);
}

export function readState(from: MsgHdrs | undefined): DeliveryState | undefined {
  return read(from, 'state', stateSchema);
}

export function readLetter(from: MsgHdrs | undefined): LetterNote | undefined {
  return read(from, 'letter', letterSchema);
}

export function readBody(from: MsgHdrs | undefined): BodyNote | undefined {
  return read(from, 'body', bodySchema);
}

export function readOwner(from: MsgHdrs | undefined): string | undefined {
  return read(from, 'owner', z.string());
}

function read<Note>(
  from: MsgHdrs | undefined,
  name: keyof typeof noteNames,
  schema: z.ZodType<Note>,
): Note | undefined {
  const text = from?.get(noteNames[name]);
  if (text === undefined || text === '') return undefined;
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    // Not written by the app, which must not keep it from reading what is.
    return undefined;
  }
}

/** Headers hold one line each; what lies beyond ASCII is escaped, so that no encoding on the way matters. */
function inAscii(note: unknown): string {
  return JSON.stringify(note).replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
