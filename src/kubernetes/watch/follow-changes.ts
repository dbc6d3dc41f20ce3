import { fetch } from 'undici';
import { readStatus } from '../connection/classify-status.ts';
import type { ClusterConnection } from '../connection/connect-cluster.ts';
import { describeNetworkError } from '../connection/describe-network-error.ts';
import type { KnownObjects } from './known-objects.ts';
import { readWatchEvent, type WatchEvent } from './read-watch-event.ts';
import { createLineSplitter } from './split-lines.ts';
import type { Watched, WatchedForm } from './watched-form.ts';
import { selectorQuery, type WatchedPlace } from './watched-place.ts';

/** What one watch request follows, and from which version on. */
export interface Followed<Item extends Watched> {
  place: WatchedPlace;
  form: WatchedForm<Item>;
  resourceVersion: string;
  known: KnownObjects<Item>;
  /** Called when the server has taken the request: from now on changes come in. */
  onOpen(): void;
}

export interface FollowLimits {
  /** The server ends the watch after this time. */
  serverTimeoutMs: number;
  /** Bookmarks come about every minute; a longer silence than this is a dead connection. */
  idleMs: number;
  signal: AbortSignal;
}

/**
 * How a watch ended. `resourceVersion` is where to go on. `closed`: as agreed. `broken`: connection, server or line; going on
 * brings what was missed. `expired`: the server cannot go on from there, only a new list can.
 */
export type FollowEnd =
  | { kind: 'closed' | 'broken'; reason: string; resourceVersion: string }
  | { kind: 'expired'; reason: string };

/** One watch request, read to its end. Never throws. */
export async function followChanges<Item extends Watched>(
  connection: ClusterConnection,
  followed: Followed<Item>,
  limits: FollowLimits,
): Promise<FollowEnd> {
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), limits.idleMs);
  const progress = { resourceVersion: followed.resourceVersion };
  try {
    const response = await openWatch(connection, followed, limits, silence.signal);
    if (response.status !== 200 || response.body === null) {
      const { message } = readStatus(await response.json().catch(() => undefined));
      const reason = `${response.status} (${message})`;
      return response.status === 410 ? { kind: 'expired', reason } : { kind: 'broken', reason, ...progress };
    }
    followed.onOpen();
    const trouble = await readEvents(response.body, followed, progress, timer);
    return trouble ?? { kind: 'closed', reason: 'the server ended it', ...progress };
  } catch (error) {
    const reason = silence.signal.aborted ? `nothing came for ${limits.idleMs} ms` : describeNetworkError(error);
    return { kind: 'broken', reason, ...progress };
  } finally {
    clearTimeout(timer);
    silence.abort();
  }
}

/** Reads to the end of the stream; gives how it ended where that was not the server's doing. */
async function readEvents<Item extends Watched>(
  body: AsyncIterable<Uint8Array>,
  { form, known }: Followed<Item>,
  progress: { resourceVersion: string },
  timer: NodeJS.Timeout,
): Promise<FollowEnd | undefined> {
  const splitLines = createLineSplitter();
  for await (const chunk of body) {
    timer.refresh();
    const read = readChunk(splitLines(chunk), { form, known }, progress.resourceVersion);
    await known.settle?.(read.version);
    progress.resourceVersion = read.version;
    // What settling took is no silence of the server.
    timer.refresh();
    if (read.end === 'broken') return { kind: 'broken', reason: 'a line that is no event', ...progress };
    if (read.end !== undefined) return { kind: 'expired', reason: `${read.end.code} (${read.end.message})` };
  }
  return undefined;
}

/** What came in one piece, as far as it can be read; `version` is how far that is. */
function readChunk<Item extends Watched>(
  lines: Iterable<string>,
  { form, known }: Pick<Followed<Item>, 'form' | 'known'>,
  before: string,
): { version: string; end?: 'broken' | { code: number; message: string } } {
  let version = before;
  for (const line of lines) {
    const event = readWatchEvent(line, form);
    if (event === undefined) return { version, end: 'broken' };
    if (event.type === 'error') return { version, end: event };
    version = takeEvent(event, known);
  }
  return { version };
}

async function openWatch<Item extends Watched>(
  connection: ClusterConnection,
  { place, form, resourceVersion }: Followed<Item>,
  limits: FollowLimits,
  silence: AbortSignal,
) {
  const query = selectorQuery(place, {
    resourceVersion,
    watch: 'true',
    allowWatchBookmarks: 'true',
    timeoutSeconds: String(Math.max(1, Math.round(limits.serverTimeoutMs / 1000))),
  });
  const { headers, dispatcher } = await connection.authorize();
  return await fetch(`${connection.server}${place.path}?${query}`, {
    headers: { ...headers, accept: form.acceptItem },
    signal: AbortSignal.any([silence, limits.signal]),
    redirect: 'error',
    ...(dispatcher === undefined ? {} : { dispatcher }),
  });
}

function takeEvent<Item extends Watched>(
  event: Exclude<WatchEvent<Item>, { type: 'error' }>,
  known: KnownObjects<Item>,
): string {
  switch (event.type) {
    case 'bookmark':
      return event.resourceVersion;
    case 'added':
    case 'modified':
      known.see(event.item, event.type);
      return event.item.metadata.resourceVersion;
    case 'deleted':
      known.lose(event.item);
      return event.item.metadata.resourceVersion;
  }
}
