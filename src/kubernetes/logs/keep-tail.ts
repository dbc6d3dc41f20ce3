import type { LogTail } from './run-logs.ts';

export interface ReadTail extends LogTail {
  /** Bytes that were read in all. */
  total: number;
  /** The reading was given up at `maxTotal`: what came after is not known. */
  isGivenUp: boolean;
}

/**
 * Reads a stream and keeps its last bytes, at most `maxBytes`, in memory of that order however long it is. Gives up after
 * `maxTotal`, and leaves out the line that it was at. Rejects where the stream does.
 */
export async function keepTail(
  stream: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  { maxBytes, maxTotal }: { maxBytes: number; maxTotal: number },
): Promise<ReadTail> {
  let kept: Buffer[] = [];
  let size = 0;
  let total = 0;
  let isGivenUp = false;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk);
    kept.push(bytes);
    size += bytes.length;
    total += bytes.length;
    if (size > 2 * maxBytes) {
      kept = [lastBytes(kept, maxBytes)];
      size = maxBytes;
    }
    if (total >= maxTotal) {
      isGivenUp = true;
      break;
    }
  }
  const last = lastBytes(kept, maxBytes);
  const bytes = isGivenUp ? wholeLines(last) : last;
  return { bytes, total, isGivenUp, isCut: total > bytes.length };
}

const lineFeed = 0x0a;

/** Half a line may hold half a secret, which nobody would know as one. */
function wholeLines(bytes: Buffer): Buffer {
  return bytes.subarray(0, bytes.lastIndexOf(lineFeed) + 1);
}

function lastBytes(chunks: readonly Buffer[], maxBytes: number): Buffer {
  const whole = Buffer.concat(chunks);
  return whole.length <= maxBytes ? whole : Buffer.from(whole.subarray(whole.length - maxBytes));
}
