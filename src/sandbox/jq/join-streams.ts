export type EngineFunction = (...values: number[]) => number;
export type Imports = Record<string, Record<string, EngineFunction>>;

export interface JoinedStreams {
  functions: Record<string, EngineFunction>;
  /** Gives them the memory that jq works on. */
  begin(memory: WebAssembly.Memory): void;
  takeErrors(): string;
}

const input = 0;
const errors = 2;
const done = 0;
const pieceBytes = 8;

/**
 * Stands in for jq's standard error and standard input: when jq reads, what it has written since then is a request, and it reads the
 * answer, a line. All other files stay what they are.
 */
export function joinStreams(
  { fd_read, fd_write }: Record<string, EngineFunction>,
  answer: (request: string) => string,
): JoinedStreams {
  let memory: WebAssembly.Memory | undefined;
  let written: Buffer[] = [];
  let unread = Buffer.alloc(0);

  function takeErrors(): string {
    const text = Buffer.concat(written).toString();
    written = [];
    return text;
  }
  function write(pieces: Buffer[]): number {
    written.push(...pieces.map((piece) => Buffer.from(piece)));
    return pieces.reduce((sum, piece) => sum + piece.length, 0);
  }
  /** Never ends: a stream that has ended once would stay so for all programs to come. */
  function read(pieces: Buffer[]): number {
    if (unread.length === 0) unread = Buffer.from(`${answer(takeErrors())}\n`);
    let bytes = 0;
    for (const piece of pieces) {
      const taken = unread.copy(piece);
      unread = unread.subarray(taken);
      bytes += taken;
    }
    return bytes;
  }
  function join(file: number, instead: (pieces: Buffer[]) => number, otherwise: EngineFunction | undefined) {
    return (asked = 0, at = 0, count = 0, bytesAt = 0) => {
      if (asked !== file || memory === undefined) return otherwise?.(asked, at, count, bytesAt) ?? done;
      const bytes = instead(piecesAt(memory, at, count));
      new DataView(memory.buffer).setUint32(bytesAt, bytes, true);
      return done;
    };
  }
  return {
    functions: { fd_read: join(input, read, fd_read), fd_write: join(errors, write, fd_write) },
    begin(begun) {
      memory = begun;
    },
    takeErrors,
  };
}

/** The parts of memory that a call names: an address and a length each. */
function piecesAt({ buffer }: WebAssembly.Memory, at: number, count: number): Buffer[] {
  const view = new DataView(buffer);
  return Array.from({ length: count }, (_, index) => {
    const piece = at + index * pieceBytes;
    return Buffer.from(buffer, view.getUint32(piece, true), view.getUint32(piece + 4, true));
  });
}
