import { createHash } from 'node:crypto';

/**
 * Queues are dealt out to replicas in this many parts. Part of the format: all replicas compute a queue's partition alike, so
 * another number is another format.
 */
export const partitionCount = 32;

/** Names of what the app keeps in the broker. Two apps share a broker under two prefixes. */
export interface Layout {
  streams: {
    /** Deliveries as they came, and what became of each: one message a delivery, and one for its latest state. */
    events: string;
    /** Deliveries that were given up, with their problem. */
    dead: string;
    /** Rows of `records`, and who of the replicas does what. */
    records: string;
    /** Bodies that are larger than a message may be, in pieces. */
    bodies: string;
  };
  subjects: {
    event: (token: string) => string;
    state: (token: string) => string;
    dead: (token: string) => string;
    record: (collection: string, key: string) => string;
    body: (name: string, piece: number | '*') => string;
    group: string;
    probe: string;
    /** Not stored: tells other replicas to look at the group at once. */
    groupChanged: string;
  };
}

export function layOut(prefix: string): Layout {
  return {
    streams: {
      events: `${prefix}-events`,
      dead: `${prefix}-dead`,
      records: `${prefix}-records`,
      bodies: `${prefix}-bodies`,
    },
    subjects: {
      event: (token) => `${prefix}.event.${token}`,
      state: (token) => `${prefix}.state.${token}`,
      dead: (token) => `${prefix}.dead.${token}`,
      record: (collection, key) => `${prefix}.record.${collection}.${key}`,
      body: (name, piece) => `${prefix}.body.${name}.${piece}`,
      group: `${prefix}.group`,
      probe: `${prefix}.probe`,
      groupChanged: `${prefix}.group-changed`,
    },
  };
}

/** Any text as a part of a subject: 192 bits of its hash, 32 letters, digits, dashes and underscores. */
export function hashToken(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 32);
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** The partition of a queue, read off the token of its key. */
export function partitionOf(queueToken: string): number {
  return alphabet.indexOf(queueToken.charAt(0)) % partitionCount;
}
