import { compareBytes } from '../../path/json/bytes.ts';
import type { GoValue } from '../value.ts';

/** Go prints and walks through maps in the order of their keys. */
export function sortEntries(entries: ReadonlyMap<string, GoValue>): [string, GoValue][] {
  return [...entries].sort(([left], [right]) => compareBytes(left, right));
}
