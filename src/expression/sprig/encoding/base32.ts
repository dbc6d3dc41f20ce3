import { fromBytes, toBinary, toBytes } from '../../go-value/bytes.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

export function encodeBase32(text: string): string {
  let [encoded, bits, count] = ['', 0, 0];
  for (const byte of toBytes(text)) {
    bits = ((bits << 8) | byte) & 0xfff;
    for (count += 8; count >= 5; count -= 5) encoded += alphabet[(bits >> (count - 5)) & 31] ?? '';
  }
  if (count > 0) encoded += alphabet[(bits << (5 - count)) & 31] ?? '';
  return encoded.padEnd(Math.ceil(encoded.length / 8) * 8, '=');
}

/** The text that base32 stands for; where it is wrong, Go's error text instead of it. */
export function decodeBase32(text: string): string {
  const written = toBinary(text).replace(/[\r\n]/g, '');
  const wrong = findWrongPlace(written);
  if (wrong !== undefined) return `illegal base32 data at input byte ${wrong}`;
  const bytes: number[] = [];
  let [bits, count] = [0, 0];
  for (const character of written.split('=')[0] ?? '') {
    bits = ((bits << 5) | alphabet.indexOf(character)) & 0xfff;
    count += 5;
    if (count < 8) continue;
    count -= 8;
    bytes.push((bits >> count) & 0xff);
  }
  return fromBytes(Uint8Array.from(bytes));
}

/** The byte at which Go's decoder stops, line breaks left out; undefined when it reads all. */
function findWrongPlace(written: string): number | undefined {
  for (let at = 0; at < written.length; at++) {
    const inGroup = at % 8;
    const character = written.charAt(at);
    const isPadding = character === '=' && inGroup >= 2 && written.length - at <= 8;
    if (isPadding) return checkPadding(written, at, inGroup);
    if (!alphabet.includes(character)) return at;
  }
  const left = written.length % 8;
  return left === 0 ? undefined : written.length - left;
}

/** Padding fills the group of eight, and not every number of letters may stand before it. */
function checkPadding(written: string, at: number, inGroup: number): number | undefined {
  const behind = written.length - at - 1;
  if (behind + inGroup < 7) return written.length;
  for (let next = 0; next < 7 - inGroup; next++) {
    if (next < behind && written[at + 1 + next] !== '=') return at + next;
  }
  return inGroup === 3 || inGroup === 6 ? at : undefined;
}
