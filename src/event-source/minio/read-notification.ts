import { z } from 'zod';

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

/** The notifications of a line, none for one that only says that the store is there; undefined for what is no such line. */
export function readNotifications(text: string): Notification[] | undefined {
  const parsed = line.safeParse(parse(text));
  if (!parsed.success) return undefined;
  const found: Notification[] = [];
  for (const each of parsed.data.Records ?? []) {
    const read = record.safeParse(each);
    if (!read.success) return undefined;
    const { eventName, eventTime, s3 } = read.data;
    const { key, eTag = '', versionId = '', sequencer = '' } = s3.object;
    const at = Date.parse(eventTime);
    if (Number.isNaN(at)) return undefined;
    found.push({ name: eventName, key, etag: eTag, versionId, sequencer, at, record: each });
  }
  return found;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
