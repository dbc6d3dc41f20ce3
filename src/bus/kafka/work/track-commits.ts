/** How far a partition has been dealt with: the offset before which nothing is left to do. */
export interface CommitTracker {
  /** A record has been read, in the order of the log; something is to be done about it. */
  begin(offset: number): void;
  /** Nothing is left to be done about it. */
  finish(offset: number): void;
  /** All records before this offset have been read. */
  readUpTo(offset: number): void;
  position(): number;
  /** The offset that is to be read next. */
  reached(): number;
}

export function trackCommits(start: number): CommitTracker {
  // Sets keep the order of insertion, which is the log's: the first one is the lowest.
  const unfinished = new Set<number>();
  let read = start;
  return {
    begin: (offset) => {
      unfinished.add(offset);
    },
    finish: (offset) => {
      unfinished.delete(offset);
    },
    readUpTo: (offset) => {
      read = Math.max(read, offset);
    },
    reached: () => read,
    position() {
      for (const offset of unfinished) return offset;
      return read;
    },
  };
}
