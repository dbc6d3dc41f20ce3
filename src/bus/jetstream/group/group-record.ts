import { createHash } from 'node:crypto';
import { z } from 'zod';
import { partitionCount } from '../layout.ts';

const countsSchema = z.object({ waiting: z.number(), parked: z.number() });

const groupSchema = z.object({
  /** Names the stream of events that the floors are of: when it was made. Absent until somebody says it. */
  journal: z.string().optional(),
  /** Replicas that consume. `beat` grows while they live. */
  members: z.record(z.string(), z.object({ beat: z.number(), counts: countsSchema })),
  partitions: z
    .array(
      z.object({
        owner: z.string().optional(),
        /** No message before this one matters to the partition any more. */
        floor: z.number(),
        /** Its last owner died: what it had in hand may be what killed it. */
        isUnclean: z.boolean().optional(),
      }),
    )
    .length(partitionCount),
});

/** Who of the replicas has which part of the queues. One record, changed by compare-and-set. */
export type GroupRecord = z.infer<typeof groupSchema>;

export type MemberCounts = z.infer<typeof countsSchema>;

export const emptyGroup: GroupRecord = {
  members: {},
  partitions: Array.from({ length: partitionCount }, () => ({ floor: 1 })),
};

/** The record of a stream of events that nobody has read yet. */
export function beginGroup(journal: string): GroupRecord {
  return { ...emptyGroup, journal };
}

/** The record speaks of another stream of events than this one: where reading has got to there means nothing here. */
export function isOfOtherJournal({ journal }: GroupRecord, own: string): boolean {
  return journal !== undefined && journal !== own;
}

export function readGroup(value: unknown): GroupRecord {
  return groupSchema.parse(value);
}

/** What a replica says of itself. */
export interface OwnAccount {
  id: string;
  journal: string;
  counts: MemberCounts;
  /** Of its own partitions. */
  floorOf: (partition: number) => number;
  /** Nothing of the partition is in hand, so that another may have it. */
  isIdle: (partition: number) => boolean;
  /** Replicas that have not been heard of for longer than a lease. */
  dead: ReadonlySet<string>;
}

/**
 * The record after this replica's beat: the dead are removed, and their partitions are free; what should be another's is given
 * up as soon as nothing of it is in hand; what is free and should be this replica's is taken.
 */
export function beatGroup(record: GroupRecord, own: OwnAccount): GroupRecord {
  const living = Object.entries(record.members).filter(([id]) => id !== own.id && !own.dead.has(id));
  const beat = (record.members[own.id]?.beat ?? 0) + 1;
  const members = Object.fromEntries([...living, [own.id, { beat, counts: own.counts }]]);
  const partitions = record.partitions.map((partition, number) => {
    const kept = keepPartition(partition, number, { ...own, members });
    const isFree = kept.owner === undefined && chooseOwner(number, members) === own.id;
    return isFree ? { ...kept, owner: own.id } : kept;
  });
  return { journal: own.journal, members, partitions };
}

type PartitionRecord = GroupRecord['partitions'][number];

function keepPartition(
  partition: PartitionRecord,
  number: number,
  own: OwnAccount & Pick<GroupRecord, 'members'>,
): PartitionRecord {
  const { owner, floor } = partition;
  if (owner === undefined) return partition;
  if (own.members[owner] === undefined) return { floor, isUnclean: true };
  if (owner !== own.id) return partition;
  const isLeaving = chooseOwner(number, own.members) !== own.id;
  return isLeaving && own.isIdle(number) ? { floor: own.floorOf(number) } : { owner, floor: own.floorOf(number) };
}

/** The record without this replica, which leaves its partitions in order. */
export function leaveGroup(record: GroupRecord, own: Pick<OwnAccount, 'id' | 'journal' | 'floorOf'>): GroupRecord {
  const isOther = isOfOtherJournal(record, own.journal);
  const members = Object.fromEntries(Object.entries(record.members).filter(([id]) => id !== own.id));
  const partitions = record.partitions.map((partition, number) =>
    partition.owner === own.id ? { floor: isOther ? partition.floor : own.floorOf(number) } : partition,
  );
  return { ...record, members, partitions };
}

/** The member that should have a partition: each draws a number for it, the highest wins, so that few move when one comes or goes. */
export function chooseOwner(partition: number, members: GroupRecord['members']): string | undefined {
  const draws = Object.keys(members).map((id) => ({ id, draw: drawFor(id, partition) }));
  return draws.reduce<(typeof draws)[number] | undefined>(
    (best, each) => (best === undefined || each.draw > best.draw ? each : best),
    undefined,
  )?.id;
}

function drawFor(id: string, partition: number): string {
  return createHash('sha256').update(`${id}/${partition}`).digest('hex');
}

export function partitionsOf(record: GroupRecord, id: string): number[] {
  return record.partitions.flatMap(({ owner }, number) => (owner === id ? [number] : []));
}
