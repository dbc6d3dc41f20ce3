import { createHash } from 'node:crypto';

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';
/** Characters that a hash makes. */
export const shortHashLength = 12;

/** 12 base32 characters (60 bits) of the SHA-256 of these parts, fit for the end of a Kubernetes name. */
export function shortHash(parts: readonly unknown[]): string {
  const digest = createHash('sha256').update(JSON.stringify(parts)).digest();
  let text = '';
  for (let index = 0; index < shortHashLength; index++) text += alphabet[fiveBitsAt(digest, index * 5)];
  return text;
}

function fiveBitsAt(bytes: Buffer, bit: number): number {
  const word = bytes.readUInt16BE(bit >> 3);
  return (word >> (11 - (bit & 7))) & 31;
}
