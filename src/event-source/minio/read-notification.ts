import { z } from 'zod';
import { maxDepth } from '../../event/payload/parse-body.ts';
import { isDeeperThan } from '../../json/is-deeper-than.ts';
import { parseJson } from '../../json/parse-json.ts';

const record = z.looseObject({
  eventName: z.string(),
  eventTime: z.string(),
  s3: z.looseObject({
    bucket: z.looseObject({ name: z.string() }),
    object: z.looseObject({
      key: z.string(),
      eTag: z.string().optional(),
      versionId: z.string().optional(),
      sequencer: z.string().optional(),
    }),
  }),
});

const line = z.object({ Records: z.array(z.unknown()).nullish() });

/** What the store says happened to an object. */
export interface Notification {
  name: string;
  /** As it is: MinIO escapes keys only for others that it notifies. */
  key: string;
  etag: string;
  versionId: string;
  sequencer: string;
  /** Milliseconds since 1970. */
  at: number;
  /** All of it, as it came. */
  record: unknown;
}

export interface ReadLine {
  /** None for a line that only says that the store is there. */
  notifications: Notification[];
  /** How many more there were that cannot be read; 1 for what is no such line. */
  unreadable: number;
}

/** The notifications of a line. One that is none leaves the others as they are. */
export function readNotifications(text: string): ReadLine {
  if (isDeeperThan(text, maxDepth)) return { notifications: [], unreadable: 1 };
  const parsed = line.safeParse(parseJson(text));
  if (!parsed.success) return { notifications: [], unreadable: 1 };
  const found: Notification[] = [];
  let unreadable = 0;
  for (const each of parsed.data.Records ?? []) {
    const read = readRecord(each);
    if (read === undefined) unreadable += 1;
    else found.push(read);
  }
  return { notifications: found, unreadable };
}

function readRecord(given: unknown): Notification | undefined {
  const read = record.safeParse(given);
  if (!read.success) return undefined;
  const { eventName, eventTime, s3 } = read.data;
  const { key, eTag = '', versionId = '', sequencer = '' } = s3.object;
  const at = Date.parse(eventTime);
  if (Number.isNaN(at)) return undefined;
  return { name: eventName, key, etag: eTag, versionId, sequencer, at, record: given };
}
