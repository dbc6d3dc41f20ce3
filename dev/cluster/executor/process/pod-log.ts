/** One line of a container's output, with its line feed. The last one may lack it. */
export interface LogLine {
  time: Date;
  bytes: Buffer;
}

/** What a pod's main container wrote: lines of both streams in the order in which they came. */
export interface PodLog {
  /** One of the container's streams. A line is held back until it is whole, so that streams do not mix within lines. */
  openStream(): LogStream;
  /** No more will come. */
  end(): void;
  lines(): readonly LogLine[];
  /** Calls back with what comes and once at the end; returns how to stop. */
  follow(onChunk: (chunk: Buffer) => void, onEnd: () => void): () => void;
}

export interface LogStream {
  write(chunk: Buffer): void;
  /** Lets go of a last line without its line feed. */
  end(): void;
}

/** Logs by the uid of their pod. */
export type PodLogs = Map<string, PodLog>;

const maxLogBytes = 10 * 1024 * 1024;
const lineFeed = 0x0a;

export function createPodLog(now: () => Date = () => new Date()): PodLog {
  const lines: LogLine[] = [];
  const followers = new Set<{ onChunk: (chunk: Buffer) => void; onEnd: () => void }>();
  let ended = false;
  let size = 0;

  function append(whole: Buffer): void {
    const time = now();
    for (let start = 0; start < whole.length; ) {
      const feed = whole.indexOf(lineFeed, start);
      const end = feed === -1 ? whole.length : feed + 1;
      lines.push({ time, bytes: whole.subarray(start, end) });
      start = end;
    }
    size += whole.length;
    while (size > maxLogBytes && lines.length > 1) size -= lines.shift()?.bytes.length ?? 0;
    for (const follower of followers) follower.onChunk(whole);
  }

  return {
    openStream() {
      let held: Buffer[] = [];
      return {
        write(chunk) {
          const end = chunk.lastIndexOf(lineFeed) + 1;
          if (end > 0) {
            append(Buffer.concat([...held, chunk.subarray(0, end)]));
            held = [];
          }
          if (end < chunk.length) held.push(chunk.subarray(end));
        },
        end() {
          if (held.length > 0) append(Buffer.concat(held));
          held = [];
        },
      };
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
