/** Where there are fewer places than this, sharing them out would leave too many empty. */
const fewestToShare = 8;

/**
 * Whether a share that holds so many places may take one more of those that are free: one that holds some leaves at least as many free
 * as it holds. So one alone gets half of all, and each that comes finds a place, although all before it are slow; only after many has the
 * last place gone, and even then whoever holds one gets no second before the others have had theirs.
 *
 * @param places.all how many deliveries may be in hand at a time
 */
export function mayTake(holds: number, { free, all }: { free: number; all: number }): boolean {
  return holds === 0 || all < fewestToShare ? free > 0 : holds < free;
}
