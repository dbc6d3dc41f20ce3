import type { Problem } from '../../../problem/problem.ts';
import type { LogRecord } from '../log/log-message.ts';

/** Where a delivery is in the log of events, and what its queue needs to know. `offsets`: of its parts, in order. */
export interface LoggedDelivery {
  /** Source, tenant and id, as `nameDelivery` writes them. */
  name: string;
  partition: number;
  offsets: readonly number[];
  key: string;
  share: string;
  /** Of its body. */
  bytes: number;
}

/**
 * How far a delivery has come. `waiting`: not tried, behind one that is paused. `paused`: to be tried again at `dueAt`; with
 * `dying` all that is left to do is to make its end visible.
 */
export type Progress =
  | { kind: 'waiting' }
  | {
      kind: 'paused';
      attempts: number;
      failingSince: number;
      dueAt: number;
      problem: Problem;
      dying?: { problem: Problem; farewells: number };
    }
  | { kind: 'done' }
  | { kind: 'dead'; attempts: number; problem: Problem };

/** What the log of states says of one delivery; `at` is by the clock of whoever wrote it. */
export type DeliveryState = LoggedDelivery & { at: number } & Progress;

/** Who works on a partition. `member` is its name in the consumer group; `isReleased`: nobody any more. */
export interface Claim {
  id: string;
  member: string;
  isReleased: boolean;
}

export type StateEntry = { entryId?: string } & (
  | { kind: 'state'; claimId: string; state: DeliveryState }
  | { kind: 'claim'; partition: number; claim: Claim }
  | { kind: 'probe' }
);

export function stateMessage(state: DeliveryState, claimId: string, entryId: string) {
  return {
    key: Buffer.from(`state ${state.name}`),
    value: Buffer.from(JSON.stringify(shortenState(state))),
    headers: { entry: Buffer.from(entryId), claim: Buffer.from(claimId) },
  };
}

export function claimMessage(partition: number, claim: Claim, entryId: string) {
  return {
    key: Buffer.from(`claim ${partition}`),
    value: Buffer.from(JSON.stringify(claim)),
    headers: { entry: Buffer.from(entryId) },
  };
}

export function probeMessage(entryId: string) {
  return { key: Buffer.from('probe'), value: Buffer.from('{}'), headers: { entry: Buffer.from(entryId) } };
}

/** All but the name. Of a finished delivery nothing is kept but where it is. */
export function shortenState({ name, ...state }: DeliveryState): object {
  if (state.kind !== 'done') return state;
  const { partition, offsets, at, kind } = state;
  return { partition, offsets, at, kind };
}

/** Throws on what is no entry. */
export function readStateEntry({ key, value, headers }: LogRecord): StateEntry {
  const [kind, rest = ''] = splitOnce(key.toString());
  const entryId = headers.get('entry')?.toString();
  const entry = entryId === undefined ? {} : { entryId };
  if (kind === 'probe') return { ...entry, kind };
  const content: unknown = JSON.parse(value?.toString() ?? '');
  if (kind === 'claim') return { ...entry, kind, partition: Number(rest), claim: content as Claim };
  if (kind !== 'state') throw new Error(`There is no entry of the kind ${kind}.`);
  return { ...entry, kind, claimId: headers.get('claim')?.toString() ?? '', state: restoreState(rest, content) };
}

/** What `shortenState` made, with the name it left out. */
export function restoreState(name: string, shortened: unknown): DeliveryState {
  return { key: '', share: '', bytes: 0, ...(shortened as object), name } as DeliveryState;
}

function splitOnce(text: string): [string, string?] {
  const space = text.indexOf(' ');
  return space === -1 ? [text] : [text.slice(0, space), text.slice(space + 1)];
}
