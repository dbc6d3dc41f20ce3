const maxLineChars = 64 * 1024 * 1024;

/**
 * Puts a stream of bytes together into lines. A character or line cut in two by the network is completed by the next chunk;
 * what is left at the end of the stream is half a line and of no use.
 */
export function createLineSplitter(): (chunk: Uint8Array) => string[] {
  const decoder = new TextDecoder();
  let rest: string[] = [];
  let restChars = 0;
  return (chunk) => {
    const parts = decoder.decode(chunk, { stream: true }).split('\n');
    const last = parts.pop() ?? '';
    const [first, ...whole] = parts;
    const lines = first === undefined ? [] : [rest.join('') + first, ...whole];
    if (first !== undefined) {
      rest = [];
      restChars = 0;
    }
    rest.push(last);
    restChars += last.length;
    if (restChars > maxLineChars) {
      throw new Error(`A line is longer than ${maxLineChars} characters.`);
    }
    return lines.filter((line) => line.trim() !== '');
  };
}
