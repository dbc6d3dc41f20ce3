import { fromBytes, toBytes } from '../../go-value/bytes.ts';
import type { Call } from '../../go-value/call.ts';
import { fixed, type GoFunction } from '../../go-value/go-function.ts';
import type { GoValue } from '../../go-value/value.ts';
import { readBase64 } from '../encoding/base64.ts';
import { decryptCbc, encryptCbc } from './primitives.ts';
import { randomBytes } from './random-functions.ts';

const blockSize = 16;

/** AES-256 in CBC mode, the first block being the initial vector, in base64. */
export const aesFunctions: Record<string, GoFunction> = {
  encryptAES: fixed(['text', 'text'], ([password, text], call) => (text === '' ? '' : encrypt(password, text, call))),
  decryptAES: fixed(['text', 'text'], ([password, text], call) => (text === '' ? '' : decrypt(password, text, call))),
};

/** The first 32 bytes of the password, filled up with zeros. */
function keyOf(password: string): Buffer {
  const key = Buffer.alloc(32);
  key.set(toBytes(password).subarray(0, key.length));
  return key;
}

function encrypt(password: string, text: string, call: Call): GoValue {
  const start = randomBytes(blockSize, call);
  if (start === undefined) return null;
  return Buffer.concat([start, encryptCbc(keyOf(password), start, toBytes(text))]).toString('base64');
}

function decrypt(password: string, text: string, call: Call): GoValue {
  const bytes = readBase64(text);
  if (typeof bytes === 'string') return call.fail(bytes);
  if (bytes.length < blockSize) {
    return call.fail(`runtime error: slice bounds out of range [:${blockSize}] with capacity ${bytes.length}`);
  }
  if (bytes.length % blockSize !== 0) return call.fail('crypto/cipher: input not full blocks');
  if (bytes.length === blockSize) return call.fail('runtime error: index out of range [-1]');
  const plain = decryptCbc(keyOf(password), bytes.subarray(0, blockSize), bytes.subarray(blockSize));
  // Upstream looks at nothing of the padding but its length.
  const length = plain.length - (plain.at(-1) ?? 0);
  if (length < 0) return call.fail(`runtime error: slice bounds out of range [:${length}]`);
  return fromBytes(plain.subarray(0, length));
}
