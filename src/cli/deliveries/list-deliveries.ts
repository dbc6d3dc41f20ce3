import { type DeliveryAttempt, type GithubDeliveries, hasSucceeded } from '../../github/deliveries/deliveries.ts';
import type { Settings } from '../../settings/settings.ts';
import type { Terminal } from '../command.ts';
import { askUnknown } from './ask-unknown.ts';

/** One attempt for each delivery, the newest; the oldest delivery first. */
export type Listing = { ok: true; attempts: DeliveryAttempt[]; isWhole: boolean } | { ok: false; reason: string };

interface Asked {
  sinceMs: number;
  /** Milliseconds since 1970. */
  now: number;
}

/** A hundred attempts each. */
const maxPages = 1000;

/** Deliveries that have no attempt that succeeded. */
export async function listFailed(asked: Asked, github: GithubDeliveries): Promise<Listing> {
  const read = await readAll(asked, github);
  if (!read.ok) return read;
  const attempts = [...read.byGuid.values()]
    .filter((each) => !each.some(hasSucceeded))
    .flatMap((each) => each[0] ?? []);
  return { ok: true, attempts: attempts.toReversed(), isWhole: read.isWhole };
}

/** Deliveries that somebody took and that the running app's bus does not know. */
export async function listUnknown(
  asked: Asked & { server: string | undefined },
  { github, settings, terminal }: { github: GithubDeliveries; settings: Settings; terminal: Terminal },
): Promise<Listing> {
  // What the bus has forgotten it cannot tell from what it never saw.
  const sinceMs = Math.min(asked.sinceMs, settings.eventRetentionMs);
  const read = await readAll({ ...asked, sinceMs }, github);
  if (!read.ok) return read;
  const taken = new Map([...read.byGuid].filter(([, each]) => each.some(hasSucceeded)));
  const unknown = await askUnknown([...taken.keys()], { settings, terminal, server: asked.server });
  if (!unknown.ok) return unknown;
  const attempts = [...unknown.ids].flatMap((guid) => taken.get(guid)?.[0] ?? []);
  return { ok: true, attempts: attempts.toReversed(), isWhole: read.isWhole };
}

type AllRead = { ok: true; byGuid: Map<string, DeliveryAttempt[]>; isWhole: boolean } | { ok: false; reason: string };

async function readAll({ sinceMs, now }: Asked, github: GithubDeliveries): Promise<AllRead> {
  const byGuid = new Map<string, DeliveryAttempt[]>();
  let cursor: string | undefined;
  for (let page = 0; page < maxPages; page += 1) {
    const listed = await github.listDeliveries(cursor);
    if (!listed.ok) return { ok: false, reason: listed.failure.message };
    const { attempts, next } = listed.value;
    const young = attempts.filter(({ deliveredAt }) => deliveredAt >= now - sinceMs);
    for (const each of young) byGuid.set(each.guid, [...(byGuid.get(each.guid) ?? []), each]);
    if (next === undefined || young.length < attempts.length) return { ok: true, byGuid, isWhole: true };
    cursor = next;
  }
  return { ok: true, byGuid, isWhole: false };
}
