/**
 * The partition of a key, as Argo Events' client (sarama's hash partitioner) chooses it: FNV-1a of 32 bits, read as a signed number,
 * without its sign in the remainder. So messages of one key stay in order when Argo Events wrote to the topic before.
 */
export function choosePartition(key: string, partitions: number): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(key)) hash = Math.imul(hash ^ byte, 0x01000193);
  return Math.abs((hash | 0) % partitions);
}
