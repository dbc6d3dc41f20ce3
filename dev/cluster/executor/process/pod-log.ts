/** One line of a container's output, with its line feed. The last one may lack it. */
export interface LogLine {
  time: Date;
  bytes: Buffer;
}

/** What a pod's main container wrote, both streams in the order in which they came. */
export interface PodLog {
  append(chunk: Buffer): void;
  /** No more will come. */
  end(): void;
  lines(): readonly LogLine[];
  /** Calls back with each chunk as it comes and once at the end; returns how to stop. */
  follow(onChunk: (chunk: Buffer) => void, onEnd: () => void): () => void;
}

/** Logs by the uid of their pod. */
export type PodLogs = Map<string, PodLog>;

const maxLogBytes = 10 * 1024 * 1024;
const lineFeed = 0x0a;

export function createPodLog(now: () => Date = () => new Date()): PodLog {
  const lines: LogLine[] = [];
  const followers = new Set<{ onChunk: (chunk: Buffer) => void; onEnd: () => void }>();
  let isOpenLine = false;
  let ended = false;
  let size = 0;

  function appendLine(bytes: Buffer): void {
    const last = lines.at(-1);
    if (isOpenLine && last !== undefined) last.bytes = Buffer.concat([last.bytes, bytes]);
    else lines.push({ time: now(), bytes });
    isOpenLine = bytes.at(-1) !== lineFeed;
  }

  return {
    append(chunk) {
      let start = 0;
      while (start < chunk.length) {
        const feed = chunk.indexOf(lineFeed, start);
        const end = feed === -1 ? chunk.length : feed + 1;
        appendLine(chunk.subarray(start, end));
        start = end;
      }
      size += chunk.length;
      while (size > maxLogBytes && lines.length > 1) size -= lines.shift()?.bytes.length ?? 0;
      for (const follower of followers) follower.onChunk(chunk);
    },
    end() {
      ended = true;
      for (const follower of followers) follower.onEnd();
      followers.clear();
    },
    lines: () => lines,
    follow(onChunk, onEnd) {
      if (ended) {
        onEnd();
        return () => undefined;
      }
      const follower = { onChunk, onEnd };
      followers.add(follower);
      return () => followers.delete(follower);
    },
  };
}
