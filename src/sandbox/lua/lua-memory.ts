const pageBytes = 65_536;

/** The engine's memory, seen as bytes and as 32-bit words; the views are made anew when it has grown. */
export interface LuaMemory {
  bytes(): Buffer;
  readWord(address: number): number;
  /** Grows to hold at least `bytes`; false where that is more than the limit. */
  grow(bytes: number): boolean;
  /** True once the engine asked for more than the limit. */
  isExhausted(): boolean;
}

export function wrapMemory(memory: WebAssembly.Memory, maxBytes: number): LuaMemory {
  let exhausted = false;
  let view = Buffer.from(memory.buffer);
  function bytes(): Buffer {
    if (view.buffer !== memory.buffer) view = Buffer.from(memory.buffer);
    return view;
  }
  return {
    bytes,
    readWord: (address) => bytes().readUInt32LE(address),
    grow(wanted) {
      const has = memory.buffer.byteLength;
      if (wanted <= has) return true;
      if (wanted > maxBytes) {
        exhausted = true;
        return false;
      }
      const aimed = Math.min(maxBytes, Math.max(wanted, has + has / 4));
      memory.grow(Math.ceil((aimed - has) / pageBytes));
      return true;
    },
    isExhausted: () => exhausted,
  };
}
