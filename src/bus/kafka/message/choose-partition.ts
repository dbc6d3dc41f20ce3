/** FNV-1a over the key's bytes: the same partition for a key in every version of the app, as long as their number stays. */
export function choosePartition(key: string, partitions: number): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(key)) {
    hash ^= byte;
    hash = Math.imul(hash, 0x01000193);
  }
  return (hash >>> 0) % partitions;
}
