import { toBytes } from '../../go-value/bytes.ts';
import { fixed, type GoFunction } from '../../go-value/go-function.ts';
import { digest } from './primitives.ts';

export const hashFunctions: Record<string, GoFunction> = {
  sha1sum: fixed(['text'], ([text]) => digest('sha1', toBytes(text))),
  sha256sum: fixed(['text'], ([text]) => digest('sha256', toBytes(text))),
  sha512sum: fixed(['text'], ([text]) => digest('sha512', toBytes(text))),
  adler32sum: fixed(['text'], ([text]) => String(adler32(text))),
};

function adler32(text: string): number {
  let [low, high] = [1, 0];
  for (const byte of toBytes(text)) {
    low = (low + byte) % 65_521;
    high = (high + low) % 65_521;
  }
  return high * 65_536 + low;
}
