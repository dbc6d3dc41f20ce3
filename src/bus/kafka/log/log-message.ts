/** What is appended to a partition. A value of null removes what the key held, in a topic that is compacted. */
export interface LogMessage {
  topic: string;
  partition: number;
  key: Buffer;
  value: Buffer | null;
  headers?: Record<string, Buffer>;
}

/** What was read from a partition. Its buffers are parts of a larger one: copy what is kept. */
export interface LogRecord {
  topic: string;
  partition: number;
  offset: number;
  /** By the broker's clock. Milliseconds since 1970. */
  timestamp: number;
  key: Buffer;
  value: Buffer | null;
  headers: Map<string, Buffer>;
}

/** What a message takes up at most beyond its key, value and headers. */
const framing = 64;

/** About how many bytes a message takes up in a batch, never too few. */
export function measureMessage({ key, value, headers = {} }: LogMessage): number {
  let bytes = framing + key.byteLength + (value?.byteLength ?? 0);
  for (const [name, content] of Object.entries(headers)) bytes += name.length + content.byteLength + framing;
  return bytes;
}
