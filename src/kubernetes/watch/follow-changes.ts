import { fetch } from 'undici';
import { describeNetworkError } from '../connection/call-cluster.ts';
import { readStatus } from '../connection/classify-status.ts';
import type { ClusterConnection } from '../connection/connect-cluster.ts';
import type { KnownHeads } from './known-heads.ts';
import { readWatchEvent, type WatchEvent } from './read-watch-event.ts';
import { createLineSplitter } from './split-lines.ts';

const accept = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json';

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
export async function followChanges(
  connection: ClusterConnection,
  watched: { path: string; labelSelector: string; resourceVersion: string },
  heads: KnownHeads,
  limits: FollowLimits,
): Promise<FollowEnd> {
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), limits.idleMs);
  const progress = { resourceVersion: watched.resourceVersion };
  try {
    const response = await openWatch(connection, watched, limits, silence.signal);
    if (response.status !== 200 || response.body === null) {
      const { message } = readStatus(await response.json().catch(() => undefined));
      const reason = `${response.status} (${message})`;
      return response.status === 410 ? { kind: 'expired', reason } : { kind: 'broken', reason, ...progress };
    }
    const trouble = await readEvents(response.body, heads, progress, timer);
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
async function readEvents(
  body: AsyncIterable<Uint8Array>,
  heads: KnownHeads,
  progress: { resourceVersion: string },
  timer: NodeJS.Timeout,
): Promise<FollowEnd | undefined> {
  const splitLines = createLineSplitter();
  for await (const chunk of body) {
    timer.refresh();
    for (const line of splitLines(chunk)) {
      const event = readWatchEvent(line);
      if (event === undefined) {
        return { kind: 'broken', reason: 'a line that is no event', ...progress };
      }
      if (event.type === 'error') {
        return { kind: 'expired', reason: `${event.code} (${event.message})` };
      }
      progress.resourceVersion = takeEvent(event, heads);
    }
  }
  return undefined;
}

async function openWatch(
  connection: ClusterConnection,
  watched: { path: string; labelSelector: string; resourceVersion: string },
  limits: FollowLimits,
  silence: AbortSignal,
) {
  const query = new URLSearchParams({
    labelSelector: watched.labelSelector,
    resourceVersion: watched.resourceVersion,
    watch: 'true',
    allowWatchBookmarks: 'true',
    timeoutSeconds: String(Math.max(1, Math.round(limits.serverTimeoutMs / 1000))),
  });
  const { headers, dispatcher } = await connection.authorize();
  return await fetch(`${connection.server}${watched.path}?${query}`, {
    headers: { ...headers, accept },
    signal: AbortSignal.any([silence, limits.signal]),
    redirect: 'error',
    ...(dispatcher === undefined ? {} : { dispatcher }),
  });
}

function takeEvent(event: Exclude<WatchEvent, { type: 'error' }>, heads: KnownHeads): string {
  switch (event.type) {
    case 'bookmark':
      return event.resourceVersion;
    case 'changed':
      heads.see(event.head);
      return event.head.metadata.resourceVersion;
    case 'deleted':
      heads.lose(event.head);
      return event.head.metadata.resourceVersion;
  }
}
