import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Claim } from '../ledger/state-entry.ts';

export interface ClaimParts {
  /** Of this process in the consumer group now. */
  memberName: () => string;
  /** Names of all members of the group. */
  members: () => Promise<Set<string>>;
  catchUp: () => Promise<void>;
  currentClaim: (partition: number) => Claim | undefined;
  writeClaim: (partition: number, claim: Claim) => Promise<void>;
  monotonicNow: () => number;
  /** How long whoever has the partition may take to let go of it. */
  patienceMs: number;
  pollMs: number;
}

/**
 * Takes over a partition that the group has assigned: waits until whoever had it has let go of it or is gone from the group (or
 * has had its time), and writes a claim, from which on nothing that others write about the partition holds. Gives the claim's id;
 * undefined when `signal` came first. Rejects when the broker cannot be asked.
 */
export async function claimPartition(
  partition: number,
  parts: ClaimParts,
  signal: AbortSignal,
): Promise<string | undefined> {
  const startedAt = parts.monotonicNow();
  while (!signal.aborted) {
    await parts.catchUp();
    const holder = parts.currentClaim(partition);
    const isLate = parts.monotonicNow() - startedAt >= parts.patienceMs;
    if (isLate || (await isFree(holder, parts))) {
      const claim: Claim = { id: randomUUID(), member: parts.memberName(), isReleased: false };
      if (signal.aborted) return undefined;
      await parts.writeClaim(partition, claim);
      if (parts.currentClaim(partition)?.id === claim.id) return claim.id;
    }
    await wait(parts.pollMs, undefined, { signal }).catch(() => undefined);
  }
  return undefined;
}

async function isFree(holder: Claim | undefined, parts: ClaimParts): Promise<boolean> {
  if (holder === undefined || holder.isReleased || holder.member === parts.memberName()) return true;
  const members = await parts.members().catch(() => undefined);
  return members !== undefined && !members.has(holder.member);
}
