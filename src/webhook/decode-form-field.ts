const ampersand = 0x26;
const equals = 0x3d;
const percent = 0x25;
const plus = 0x2b;
const blank = 0x20;

/**
 * The first field of that name in a form-encoded body, decoded to bytes (WHATWG URL, section 5.1); undefined when there is none.
 * Bytes and not text, because decoding to text would replace what is not valid UTF-8.
 */
export function decodeFormField(body: Uint8Array, name: string): Uint8Array | undefined {
  const wanted = Buffer.from(name);
  for (let start = 0; start < body.byteLength; ) {
    const found = body.indexOf(ampersand, start);
    const end = found === -1 ? body.byteLength : found;
    const field = body.subarray(start, end);
    const separator = field.indexOf(equals);
    const nameEnd = separator === -1 ? field.byteLength : separator;
    if (wanted.equals(decodePercent(field.subarray(0, nameEnd)))) {
      return decodePercent(field.subarray(nameEnd + 1));
    }
    start = end + 1;
  }
  return undefined;
}

/** `+` is a blank, `%xx` a byte; a percent sign without two hexadecimal digits stays as it is. */
function decodePercent(encoded: Uint8Array): Uint8Array {
  const decoded = Buffer.allocUnsafe(encoded.byteLength);
  let length = 0;
  for (let at = 0; at < encoded.byteLength; at += 1) {
    const byte = encoded[at] ?? 0;
    const high = byte === percent ? hexValue(encoded[at + 1]) : -1;
    const low = high === -1 ? -1 : hexValue(encoded[at + 2]);
    if (low === -1) {
      decoded[length] = byte === plus ? blank : byte;
    } else {
      decoded[length] = high * 16 + low;
      at += 2;
    }
    length += 1;
  }
  return decoded.subarray(0, length);
}

function hexValue(byte: number | undefined): number {
  if (byte === undefined) {
    return -1;
  }
  if (byte >= 0x30 && byte <= 0x39) {
    return byte - 0x30;
  }
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x61 + 10 : -1;
}
