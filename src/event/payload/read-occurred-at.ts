import { fieldAt, type JsonObject } from './read-field.ts';

/** Where an event keeps the time of what happened, best first. */
const places: ReadonlyMap<string, readonly string[][]> = new Map([
  [
    'push',
    [
      ['repository', 'pushed_at'],
      ['head_commit', 'timestamp'],
    ],
  ],
  ['schedule', [['schedule', 'time']]],
  ['merge_group', [['merge_group', 'head_commit', 'timestamp']]],
  ['pull_request_review', [['review', 'submitted_at']]],
  ['pull_request_review_comment', [['comment', 'updated_at']]],
]);

const anyEvent: readonly string[][] = [
  ['comment', 'updated_at'],
  ['pull_request', 'updated_at'],
  ['issue', 'updated_at'],
  ['release', 'published_at'],
  ['deployment_status', 'updated_at'],
  ['deployment', 'updated_at'],
  ['check_run', 'completed_at'],
  ['check_run', 'started_at'],
  ['check_suite', 'updated_at'],
  ['workflow_run', 'updated_at'],
  ['updated_at'],
  ['created_at'],
];

/**
 * GitHub's time of the event in milliseconds since 1970, which tells the newer of two events whatever the order they arrive in, and
 * whatever this machine's clock says. A commit's own time is never later than `receivedAt`: the clock of whoever made it must not
 * make an event newer than all that follow.
 */
export function readOccurredAt(eventName: string, body: JsonObject, receivedAt: number): number {
  for (const place of [...(places.get(eventName) ?? []), ...anyEvent]) {
    const time = toMilliseconds(fieldAt(body, ...place));
    if (time !== undefined) return place.includes('head_commit') ? Math.min(time, receivedAt) : time;
  }
  return receivedAt;
}

/** `pushed_at` of a push is in seconds; every other time is RFC 3339. */
function toMilliseconds(value: unknown): number | undefined {
  if (typeof value === 'number') return value > 0 && value < 1e11 ? value * 1000 : undefined;
  if (typeof value !== 'string') return undefined;
  const time = Date.parse(value);
  return Number.isNaN(time) || time <= 0 ? undefined : time;
}
