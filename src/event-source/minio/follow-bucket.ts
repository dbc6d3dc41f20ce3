import { setTimeout as sleep } from 'node:timers/promises';
import { createLineSplitter } from '../../kubernetes/watch/split-lines.ts';
import { problem } from '../../problem/problem.ts';
import { publishAll } from '../frame/publish-all.ts';
import type { SourceFeed } from '../source-feed.ts';
import type { SourceWorld } from '../source-kind.ts';
import { catchUp } from './catch-up.ts';
import { asksForRemovals, type ListedObjects } from './find-removals.ts';
import type { MinioMemory } from './minio-memory.ts';
import { rememberFound } from './name-event.ts';
import { nameHeard, type Seen } from './name-heard.ts';
import type { MinioSource } from './read-minio.ts';
import { type Notification, readNotifications } from './read-notification.ts';
import { keepsVersions } from './store/keeps-versions.ts';
import { findObject } from './store/list-objects.ts';
import { isForbidden, type Store } from './store/open-store.ts';

const kind = 'minio';
/** The store says that often that it is there. */
const pingSeconds = 1;
/** A store that says nothing for so long keeps back what it has to say, its signs of life as well, until there is enough of it. */
const promptMs = 3000;
const lookEveryMs = 5000;
/** Of a large bucket lists take a while: they may take up this part of the time. */
const lookShare = 10;
/** The store lets fall what is not taken from it for long, without a word. */
const longestStoringMs = 10_000;

export interface BucketSession {
  store: Store;
  spec: MinioSource;
  feed: SourceFeed;
  memory: MinioMemory;
  /** Of this run of the app, over all sessions. */
  listed: ListedObjects;
  world: Pick<SourceWorld, 'onTrouble' | 'onUnreadable' | 'log'>;
  /** The store is there and answers. */
  onHeard: () => void;
}

/**
 * First listens, then looks through the bucket for what was missed, so that nothing falls between. Ends when the store ends its answer,
 * rejects when something fails.
 *
 * MinIO of 2025 keeps back what it tells until there are 4 KiB of it (its answers are wrapped in something that cannot be flushed), which
 * may take minutes. While nothing comes of such a store the bucket is looked through every few seconds as well, so that at least what is
 * created is heard of at once, and what is removed where the bucket keeps no versions; both ways name an object the same. Whether it keeps
 * back is asked again and again: under load there is always enough to say, but for the last of it.
 */
export async function followBucket({ feed, ...rest }: BucketSession): Promise<void> {
  const ending = new AbortController();
  const signal = AbortSignal.any([feed.signal, ending.signal]);
  const session = { ...rest, feed: { ...feed, signal } };
  const { store, spec, memory, world, onHeard } = session;
  const found = rememberFound();
  const canList = await probe(store, spec);
  const hasNoVersions = canList && asksForRemovals(spec) && (await keepsVersions(store, spec.bucket)) === false;
  const seen: Seen = { found, listed: hasNoVersions ? rest.listed : undefined };
  if (memory.since() === undefined) await memory.note(store.now());
  const answer = store.listen(`/${spec.bucket}`, queryOf(spec), signal);
  answer.catch(() => undefined);
  try {
    await Promise.race([answer, sleep(promptMs, undefined, { signal, ref: false })]);
    if (canList) await look(session, seen);
    else
      world.log.warn({ bucket: spec.bucket }, 'the bucket may not be listed: what is missed cannot be caught up with');
    onHeard();
    world.onTrouble(undefined);
    let saidAt = Number.NEGATIVE_INFINITY;
    const note = () => {
      saidAt = performance.now();
    };
    const reading = answer.then((chunks) => readAnswer(noting(chunks, note), session, canList ? seen : undefined));
    const isSilent = () => performance.now() - saidAt > promptMs;
    await (canList ? Promise.race([reading, lookAgainAndAgain(session, seen, isSilent)]) : reading);
  } finally {
    ending.abort();
  }
}

function queryOf({ events, prefix, suffix }: MinioSource): [string, string][] {
  return [
    ...events.map((each): [string, string] => ['events', each]),
    ['ping', String(pingSeconds)],
    ['prefix', prefix],
    ['suffix', suffix],
  ];
}

/** Whether the bucket may be listed; says early what is wrong with the keys or the bucket. */
async function probe(store: Store, { bucket, prefix }: MinioSource): Promise<boolean> {
  try {
    await findObject(store, bucket, prefix);
    return true;
  } catch (thrown) {
    if (isForbidden(thrown)) return false;
    throw thrown;
  }
}

/** Gives how long the store took for it, in milliseconds: what was found is stored meanwhile, which is not its doing. */
async function look({ store, spec, feed, memory, world }: BucketSession, seen: Seen): Promise<number> {
  const { onTrouble } = world;
  const startedAt = store.now();
  const since = memory.since() ?? startedAt;
  const beganAt = performance.now();
  let storingMs = 0;
  for await (const events of catchUp(store, spec, { since, ...seen })) {
    const heldUpAt = performance.now();
    await publishAll(events, feed, { kind, onTrouble });
    storingMs += performance.now() - heldUpAt;
  }
  await memory.note(startedAt);
  return performance.now() - beganAt - storingMs;
}

async function* noting<Chunk>(chunks: AsyncIterable<Chunk>, note: () => void): AsyncGenerator<Chunk> {
  for await (const chunk of chunks) {
    note();
    yield chunk;
  }
}

async function lookAgainAndAgain(session: BucketSession, seen: Seen, isSilent: () => boolean): Promise<void> {
  const { signal } = session.feed;
  let pauseMs = lookEveryMs;
  for (;;) {
    await sleep(pauseMs, undefined, { signal, ref: false });
    if (!isSilent()) continue;
    const tookMs = await look(session, seen);
    session.onHeard();
    pauseMs = Math.max(lookEveryMs, tookMs * lookShare);
  }
}

async function readAnswer(
  chunks: AsyncIterable<Uint8Array>,
  { store, spec, feed, memory, world, onHeard }: BucketSession,
  seen: Seen | undefined,
): Promise<void> {
  const { onTrouble } = world;
  const splitLines = createLineSplitter();
  for await (const chunk of chunks) {
    onHeard();
    const heard = splitLines(chunk).flatMap((line) => readLine(line, spec, world));
    const startedAt = performance.now();
    const named = await nameHeard(heard, { store, spec, seen, signal: feed.signal });
    await publishAll(named.events, feed, { kind, onTrouble });
    if (named.failure !== undefined) throw named.failure;
    if (performance.now() - startedAt > longestStoringMs) throw new Error('storing what it said took too long');
    await memory.note(store.now());
  }
}

function readLine(line: string, { bucket }: MinioSource, { onUnreadable }: BucketSession['world']): Notification[] {
  const { notifications, unreadable } = readNotifications(line);
  const reason = 'it is not what S3 calls a notification';
  for (let count = 0; count < unreadable; count += 1) {
    onUnreadable(problem('source.unreadable-event', { what: `the bucket ${bucket}`, reason }));
  }
  return notifications;
}
