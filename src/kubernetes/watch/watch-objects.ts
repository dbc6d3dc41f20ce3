import { setTimeout as sleep } from 'node:timers/promises';
import type { ClusterConnection } from '../connection/connect-cluster.ts';
import { followChanges } from './follow-changes.ts';
import { type Change, createKnownObjects, type KnownObjects, keyOf } from './known-objects.ts';
import { type ListedPage, listPage } from './list-page.ts';
import type { Watched, WatchedForm } from './watched-form.ts';
import type { WatchedPlace } from './watched-place.ts';

/** Times of a watch in milliseconds. */
export interface WatchTimes {
  requestTimeoutMs: number;
  serverTimeoutMs: number;
  idleMs: number;
  firstBackoffMs: number;
  maxBackoffMs: number;
}

export const defaultWatchTimes: WatchTimes = {
  requestTimeoutMs: 15_000,
  serverTimeoutMs: 290_000,
  idleMs: 120_000,
  firstBackoffMs: 500,
  maxBackoffMs: 30_000,
};

/** Why a watch did not simply go on. */
export type WatchTrouble = 'list-failed' | 'broken' | 'expired' | 'listener-failed';

export interface WatchListener<Item extends Watched> {
  onChange(change: Change<Item>): void;
  /** A full list is completely delivered, what is gone included. */
  onSynced(): void;
  /** Changes come in, after a list or after an interruption. */
  onFollowing?(): void;
  /** Told of every restart that was not agreed, for logs and metrics. */
  onTrouble(trouble: WatchTrouble, reason: string): void;
}

export interface Watch {
  stop(): Promise<void>;
}

/** What is watched, and where one keeps count oneself, in what and from where on. */
export interface WatchedObjects<Item extends Watched> {
  place: WatchedPlace;
  form: WatchedForm<Item>;
  /** Takes the place of the listener's `onChange`. */
  known?: KnownObjects<Item>;
  /** A version to go on from; undefined: from a list. */
  from?: string | undefined;
}

/** A watch that breaks at the same place again and again is started over from a list. */
const maxFailuresBeforeList = 3;

/** What one list or one watch came to; `next` is the version to go on from, undefined: list again. */
interface Step {
  outcome: 'listed' | 'moved' | 'failed';
  next: string | undefined;
}

/**
 * Lists, then watches, for ever, one request at a time. A watch that ends goes on from the last version seen, so nothing is
 * missed; when the server no longer has that version, a new list says what is there and thereby what is gone.
 */
export function watchObjects<Item extends Watched>(
  connection: ClusterConnection,
  watched: WatchedObjects<Item>,
  listener: WatchListener<Item>,
  times: WatchTimes,
): Watch {
  const stopping = new AbortController();
  const { signal } = stopping;
  const known = watched.known ?? createKnownObjects<Item>((change) => tell(() => listener.onChange(change)));

  /** A listener that throws must not end the watch, nor hear anything after stop. */
  function tell(call: () => void): void {
    if (signal.aborted) {
      return;
    }
    try {
      call();
    } catch (error) {
      listener.onTrouble('listener-failed', error instanceof Error ? error.message : String(error));
    }
  }

  async function list(): Promise<Step> {
    const keys = new Set<string>();
    let next: string | undefined;
    for (;;) {
      const page = await listPage(connection, watched, next, { timeoutMs: times.requestTimeoutMs, signal });
      if (!page.ok) {
        reportTrouble('list-failed', page.failure.message);
        return { outcome: 'failed', next: undefined };
      }
      const isTaken = await takePage(page.value, keys);
      if (!isTaken) return { outcome: 'failed', next: undefined };
      next = page.value.next;
      if (next === undefined) {
        tell(() => listener.onSynced());
        return { outcome: 'listed', next: page.value.resourceVersion };
      }
    }
  }

  async function takePage({ items, next, resourceVersion }: ListedPage<Item>, keys: Set<string>): Promise<boolean> {
    for (const item of items) {
      keys.add(keyOf(item));
      known.see(item, 'listed');
    }
    if (next === undefined) known.keepOnly(keys);
    return await settle(next === undefined ? resourceVersion : undefined);
  }

  async function settle(version: string | undefined): Promise<boolean> {
    try {
      await known.settle?.(version);
      return true;
    } catch (error) {
      reportTrouble('listener-failed', error instanceof Error ? error.message : String(error));
      return false;
    }
  }

  function reportTrouble(trouble: WatchTrouble, reason: string): void {
    if (!signal.aborted) {
      listener.onTrouble(trouble, reason);
    }
  }

  async function follow(resourceVersion: string): Promise<Step> {
    const startedAt = performance.now();
    const end = await followChanges(
      connection,
      {
        place: watched.place,
        form: watched.form,
        resourceVersion,
        known,
        onOpen: () => tell(() => listener.onFollowing?.()),
      },
      { serverTimeoutMs: times.serverTimeoutMs, idleMs: times.idleMs, signal },
    );
    if (end.kind !== 'closed') {
      reportTrouble(end.kind, end.reason);
    }
    if (end.kind === 'expired') {
      return { outcome: 'failed', next: undefined };
    }
    const moved = end.resourceVersion !== resourceVersion;
    const lasted = end.kind === 'closed' && performance.now() - startedAt >= times.firstBackoffMs;
    return { outcome: moved || lasted ? 'moved' : 'failed', next: end.resourceVersion };
  }

  async function run(): Promise<void> {
    let version: string | undefined = watched.from;
    let failures = 0;
    while (!signal.aborted) {
      const { outcome, next } = version === undefined ? await list() : await follow(version);
      failures = countFailures(outcome, failures);
      version = failures > maxFailuresBeforeList ? undefined : next;
      if (outcome === 'failed' && (failures > 1 || version === undefined)) {
        await pause(failures);
      }
    }
  }

  /** Between half and the whole of a time that doubles, so that replicas do not come back together. */
  async function pause(failures: number): Promise<void> {
    const ms = Math.min(times.maxBackoffMs, times.firstBackoffMs * 2 ** Math.min(failures - 1, 10));
    await sleep(ms * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
  }

  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

/** A list proves nothing about watching, so it neither adds to the failures nor ends them. */
function countFailures(outcome: Step['outcome'], failures: number): number {
  switch (outcome) {
    case 'listed':
      return failures;
    case 'moved':
      return 0;
    case 'failed':
      return failures + 1;
  }
}
