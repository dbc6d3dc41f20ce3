import type { BaseOptions } from '@platformatic/kafka';
import type { Logger } from 'pino';
import { askCoordinator } from '../../bus/kafka/client/ask-coordinator.ts';
import type { LogReader } from '../../bus/kafka/client/create-log-reader.ts';
import { joinGroup } from '../../bus/kafka/client/join-group.ts';
import type { ReadingPlace } from './reading-place.ts';

const rejoinPauseMs = 3000;

export interface MemberParts {
  options: BaseOptions;
  topic: string;
  group: string;
  /** Where partitions begin that the group has never read: their beginning, or their end. */
  oldest: boolean;
  queries: Pick<LogReader, 'firstOffsets' | 'endOffsets'>;
  log: Pick<Logger, 'warn' | 'info'>;
}

/**
 * A place in a consumer group, which shares the topic's partitions among its members. Where a partition begins that the group has never
 * read is written down at once: a member that takes it over goes on from there.
 */
export function joinAsMember({ options, topic, group, oldest, queries, log }: MemberParts): ReadingPlace {
  const coordinator = askCoordinator(options, group);
  const current = new Map<number, number>();
  let assigned: readonly number[] = [];
  let hasChanged = false;
  let committed = new Map<number, number>();

  const member = joinGroup({
    ...{ options, topic, groupId: group, log, retryMs: rejoinPauseMs },
    onAssigned(partitions) {
      assigned = partitions;
      hasChanged = true;
    },
    onAlive: () => undefined,
    monotonicNow: () => performance.now(),
  });

  /** Partitions that were given back and come again may have been read on by others. */
  async function takeOver(): Promise<void> {
    hasChanged = false;
    const wanted = assigned;
    for (const partition of current.keys()) if (!wanted.includes(partition)) current.delete(partition);
    const added = wanted.filter((partition) => !current.has(partition));
    if (added.length === 0) return;
    const known = await coordinator.committed(topic, added);
    const starts = oldest ? await queries.firstOffsets(topic) : await queries.endOffsets(topic);
    const fresh = new Map(added.filter((each) => !known.has(each)).map((each) => [each, starts[each] ?? 0]));
    if (fresh.size > 0) await commitStart(fresh);
    for (const [partition, offset] of [...known, ...fresh]) {
      current.set(partition, offset);
      committed.set(partition, offset);
    }
  }

  /** A member that has just lost its place commits nothing, without a word. */
  async function commitStart(fresh: ReadonlyMap<number, number>): Promise<void> {
    await member.commit(fresh);
    const noted = await coordinator.committed(topic, [...fresh.keys()]);
    if (noted.size < fresh.size) throw new Error('the group did not take where it begins');
  }

  return {
    async positions() {
      if (hasChanged) {
        try {
          await takeOver();
        } catch (thrown) {
          hasChanged = true;
          throw thrown;
        }
      }
      return current;
    },
    moveTo(partition, offset) {
      // Given back while it was read: whoever has it now reads it again, under the same ids.
      if (current.has(partition)) current.set(partition, offset);
    },
    async commit() {
      const moved = new Map([...current].filter(([partition, offset]) => committed.get(partition) !== offset));
      if (moved.size === 0) return;
      await member.commit(moved);
      committed = new Map([...committed, ...moved]);
    },
    async leave() {
      await Promise.all([member.leave(), coordinator.close().catch(() => undefined)]);
    },
  };
}
