const pageBytes = 65_536;

/**
 * Keeps every WebAssembly memory of this thread within `maxBytes`: to an engine that asks for more it looks as if the machine had
 * none left. Returns whether one has asked since the last time it was looked.
 */
export function limitMemoryGrowth(maxBytes: number): () => boolean {
  let hasAsked = false;
  const grow = WebAssembly.Memory.prototype.grow;
  WebAssembly.Memory.prototype.grow = function growWithin(this: WebAssembly.Memory, pages: number): number {
    if (this.buffer.byteLength + pages * pageBytes > maxBytes) {
      hasAsked = true;
      throw new RangeError(`no more than ${maxBytes} bytes of memory`);
    }
    return grow.call(this, pages);
  };
  return () => {
    const asked = hasAsked;
    hasAsked = false;
    return asked;
  };
}
