/**
 * How the places for deliveries in hand are shared out: whoever holds some already leaves an eighth of all free. So the events of one
 * installation never wait for the slow ones of others to end, however many others are slow.
 *
 * @param concurrency all places
 */
export function reservedPlaces(concurrency: number): number {
  return Math.floor(concurrency / 8);
}

/** Whether a share that holds so many may take one of the places that are free now. */
export function mayTake(holds: number, { free, reserved }: { free: number; reserved: number }): boolean {
  return free > (holds === 0 ? 0 : reserved);
}
