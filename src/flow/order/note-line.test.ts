import { describe, expect, it } from 'vitest';
import type { GithubEvent } from '../../event/event.ts';
import { createMemoryRecords } from '../../report/testing/memory-records.ts';
import { commit, eventOf, makeDelivery, makePullRequest, makePush, parent } from '../../run/testing/deliveries.ts';
import { findCreatedCommit, forgetLines, isOver, noteLine } from './note-line.ts';

/** An action on pull request 5 at that second. */
function act(action: string, second: number, sha = commit): GithubEvent {
  const event = eventOf(makePullRequest({ head: { ref: 'topic', sha, repo: { id: 42, full_name: 'acme/shop' } } }));
  return { ...event, occurredAt: second * 1000, facts: { ...event.facts, action } };
}

function group(action: string): GithubEvent {
  const body = { merge_group: { head_sha: commit, head_ref: 'refs/heads/gh-readonly-queue/main/pr-1' }, action };
  return { ...eventOf(makeDelivery('merge_group', body)), occurredAt: 1000 };
}

/** Whether each event, in the order in which it arrives, comes too late. */
async function arrive(...events: GithubEvent[]): Promise<boolean[]> {
  const records = createMemoryRecords();
  const late: boolean[] = [];
  for (const event of events) late.push(isOver(event, await noteLine(event, records)));
  return late;
}

describe('an event', () => {
  it.each<[string, GithubEvent[], boolean[]]>([
    ['in order', [act('opened', 1), act('synchronize', 2), act('closed', 3)], [false, false, false]],
    ['that comes after the end', [act('opened', 1), act('closed', 3), act('synchronize', 2)], [false, false, true]],
    ['of the second of the end', [act('closed', 3), act('synchronize', 3)], [false, true]],
    ['of the end that comes twice', [act('closed', 3), act('closed', 3)], [false, false]],
    ['that opens again', [act('closed', 3), act('reopened', 4), act('synchronize', 4)], [false, false, false]],
    [
      'that opens again in the same second',
      [act('closed', 3), act('reopened', 3), act('labeled', 3)],
      [false, false, false],
    ],
    ['that had opened again before the end', [act('closed', 5), act('reopened', 4)], [false, true]],
    ['of what is closed already', [act('closed', 3), act('labeled', 4), act('synchronize', 2)], [false, false, true]],
    ['of another pull request', [act('closed', 3), eventOf(makePullRequest({ number: 6 }))], [false, false]],
    ['of a destroyed merge group', [group('destroyed'), group('checks_requested')], [false, true]],
    ['of a merge group', [group('checks_requested'), group('destroyed')], [false, false]],
    ['of a branch', [eventOf(makePush()), eventOf(makePush())], [false, false]],
  ])('comes too late or not: %s', async (_which, events, late) => {
    expect(await arrive(...events)).toEqual(late);
  });
});

describe('a line of events', () => {
  it('keeps what the newest says, whatever arrives last', async () => {
    const records = createMemoryRecords();
    await noteLine(act('synchronize', 2, commit), records);
    expect(await noteLine(act('opened', 1, parent), records)).toEqual({ at: 2000, sha: commit });
  });

  it('is not written again for an event that is handled twice', async () => {
    const records = createMemoryRecords();
    await noteLine(act('opened', 1), records);
    await noteLine(act('opened', 1), records);
    expect((await records.list('lines', '')).map((each) => each.version)).toEqual([1]);
  });

  it('tells with which commit a branch was created', async () => {
    const records = createMemoryRecords();
    await noteLine(eventOf(makePush({ ref: 'refs/heads/new', before: '0'.repeat(40) })), records);
    await noteLine(eventOf(makePush({ ref: 'refs/heads/old' })), records);
    const create = (ref: string) => eventOf(makeDelivery('create', { ref, ref_type: 'branch' }));
    expect(await findCreatedCommit(create('new'), records)).toBe(commit);
    expect(await findCreatedCommit(create('old'), records)).toBeUndefined();
    expect(await findCreatedCommit(eventOf(makePush({ ref: 'refs/heads/new' })), records)).toBeUndefined();
  });

  it('is forgotten when nothing was heard for long', async () => {
    const records = createMemoryRecords();
    await noteLine(act('opened', 1), records);
    await forgetLines(records, 2000);
    expect(await records.list('lines', '')).toEqual([]);
  });
});
