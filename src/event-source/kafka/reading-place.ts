/** Which partitions are read here, and how far. */
export interface ReadingPlace {
  /** The offset that each partition is read on from. */
  positions(): Promise<ReadonlyMap<number, number>>;
  /** All before this offset is stored. */
  moveTo(partition: number, offset: number): void;
  /** Writes down how far everything is stored. */
  commit(): Promise<void>;
  leave(): Promise<void>;
}
