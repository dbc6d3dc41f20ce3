import type { Records } from '../../bus/event-bus.ts';
import { type HeadPlace, keyOfHead, type Shown } from './head-place.ts';

/** Commits of strangers that may run. */
const collection = 'approvals';
/** People of whom a commit was approved, where the policy asks once for an author. */
const authors = 'approved-authors';

export interface Approval extends Shown {
  /** Login of the person; absent where the policy trusts the author. */
  by?: string;
  /** Milliseconds since 1970. */
  at: number;
}

/** Logins can change hands; the number cannot. */
export interface Author {
  repositoryId: number;
  userId: number;
}

export async function readApproval(records: Records, place: HeadPlace): Promise<Approval | undefined> {
  const value = (await records.get(collection, keyOfHead(place)))?.value;
  const isOne = typeof value === 'object' && value !== null && 'base' in value && 'blob' in value && 'at' in value;
  return isOne ? (value as Approval) : undefined;
}

export async function storeApproval(records: Records, place: HeadPlace, approval: Approval): Promise<void> {
  await records.put(collection, keyOfHead(place), approval);
}

export async function withdrawApproval(records: Records, place: HeadPlace): Promise<void> {
  await records.remove(collection, keyOfHead(place));
}

export async function isApprovedAuthor(records: Records, author: Author): Promise<boolean> {
  return (await records.get(authors, keyOfAuthor(author))) !== undefined;
}

export async function approveAuthor(records: Records, author: Author, approval: { by: string; at: number }) {
  await records.put(authors, keyOfAuthor(author), approval);
}

/** Forgets approvals given before then; their commits ask again. Approved authors stay. */
export async function forgetApprovals(records: Records, before: number): Promise<void> {
  for (const { key, value } of await records.list(collection, '')) {
    const at = typeof value === 'object' && value !== null && 'at' in value ? Number(value.at) : 0;
    if (at < before) await records.remove(collection, key);
  }
}

function keyOfAuthor({ repositoryId, userId }: Author): string {
  return `${repositoryId}/${userId}`;
}
