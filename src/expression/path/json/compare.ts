/** Orders two texts by their UTF-8 bytes, which is by code point: as Go compares strings. Negative, zero or positive. */
export function compareBytes(left: string, right: string): number {
  if (left === right) return 0;
  const shorter = Math.min(left.length, right.length);
  for (let at = 0; at < shorter; at++) {
    const a = left.charCodeAt(at);
    const b = right.charCodeAt(at);
    if (a !== b) return order(a) - order(b);
  }
  return left.length - right.length;
}

/** Surrogates stand for code points above all others, though their own numbers lie below U+E000. */
function order(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
