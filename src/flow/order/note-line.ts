import type { Records } from '../../bus/event-bus.ts';
import type { GithubEvent } from '../../event/event.ts';

/** What was last heard of each pull request, merge group and new branch or tag. */
const collection = 'lines';

/** Times are GitHub's, milliseconds since 1970: events arrive in any order. */
export interface Line {
  /** When the newest event was. */
  at: number;
  /** The commit that it stood at. */
  sha?: string;
  /** When the pull request was closed, or the merge group destroyed, and not opened again since. */
  endedAt?: number;
}

/**
 * Notes an event of a pull request, a merge group or a new branch or tag, unless a newer one was noted before.
 *
 * @returns what is known with this event; undefined for events of anything else
 */
export async function noteLine(event: GithubEvent, records: Records): Promise<Line | undefined> {
  const key = keyOf(event);
  if (key === undefined) return undefined;
  for (;;) {
    const stored = await records.get(collection, key);
    const known = asLine(stored?.value);
    const next = advance(known, event);
    if (known?.at === next.at && known.sha === next.sha && known.endedAt === next.endedAt) return known;
    if ((await records.put(collection, key, next, stored?.version ?? 0)) !== 'conflict') return next;
  }
}

/**
 * True when the pull request had been closed, or the merge group destroyed, by the time of this event: it arrived late, and what
 * it starts nobody would end. Within the second of the end, which is as exact as GitHub's times are, only `reopened` comes after.
 */
export function isOver(event: GithubEvent, line: Line | undefined): boolean {
  if (line?.endedAt === undefined || isEnd(event)) return false;
  return isReopening(event) ? event.occurredAt < line.endedAt : event.occurredAt <= line.endedAt;
}

/** The commit that a new branch or tag was pushed with; a `create` event names none. */
export async function findCreatedCommit({ facts }: GithubEvent, records: Records): Promise<string | undefined> {
  if (facts.eventName !== 'create' || facts.ref === undefined) return undefined;
  return asLine((await records.get(collection, `${facts.repository.id}/${facts.ref}`))?.value)?.sha;
}

/** Forgets what nothing was heard of since then: GitHub delivers nothing again that is so old. */
export async function forgetLines(records: Records, before: number): Promise<void> {
  for (const { key, value } of await records.list(collection, '')) {
    if ((asLine(value)?.at ?? 0) < before) await records.remove(collection, key);
  }
}

function keyOf({ facts }: GithubEvent): string | undefined {
  const { eventName, pullRequest, ref, repository, before, sha } = facts;
  if (eventName === 'pull_request' && pullRequest !== undefined) return `${repository.id}/pull/${pullRequest.number}`;
  if (eventName === 'merge_group' && ref !== undefined) return `${repository.id}/${ref}`;
  // A push that created its ref has no commit before.
  const isNew = eventName === 'push' && before === undefined && sha !== undefined;
  return isNew && ref !== undefined ? `${repository.id}/${ref}` : undefined;
}

function advance(known: Line | undefined, event: GithubEvent): Line {
  const { occurredAt: at, facts } = event;
  const isNewer = known === undefined || at >= known.at;
  const sha = isNewer ? facts.sha : known.sha;
  const endedAt =
    isOver(event, known) || !isReopening(event) ? laterOf(known?.endedAt, isEnd(event) ? at : undefined) : undefined;
  return {
    at: isNewer ? at : known.at,
    ...(sha === undefined ? {} : { sha }),
    ...(endedAt === undefined ? {} : { endedAt }),
  };
}

function isEnd({ facts: { eventName, action } }: GithubEvent): boolean {
  return (
    (eventName === 'pull_request' && action === 'closed') || (eventName === 'merge_group' && action === 'destroyed')
  );
}

function isReopening({ facts: { eventName, action } }: GithubEvent): boolean {
  return eventName === 'pull_request' && action === 'reopened';
}

function laterOf(left: number | undefined, right: number | undefined): number | undefined {
  return left === undefined || right === undefined ? (left ?? right) : Math.max(left, right);
}

function asLine(value: unknown): Line | undefined {
  return typeof value === 'object' && value !== null && 'at' in value ? (value as Line) : undefined;
}
