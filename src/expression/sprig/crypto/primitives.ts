// biome-ignore lint/correctness/noNodejsModules: these compute, they read and write nothing
import * as crypto from 'node:crypto';

/** The digest of bytes in hexadecimal digits. */
export function digest(algorithm: 'sha1' | 'sha256' | 'sha512', bytes: Uint8Array): string {
  return crypto.createHash(algorithm).update(bytes).digest('hex');
}

export function hmacSha256(key: Uint8Array, message: Uint8Array): Uint8Array {
  return crypto.createHmac('sha256', key).update(message).digest();
}

/** scrypt with N = 2^15, r = 8, p = 2: takes about 32 MiB and a tenth of a second. */
export function stretchKey(password: Uint8Array, salt: Uint8Array, length: number): Uint8Array {
  return crypto.scryptSync(password, salt, length, { N: 32_768, r: 8, p: 2, maxmem: 64 * 1024 * 1024 });
}

/** AES-256 in CBC mode, filled up to whole blocks. */
export function encryptCbc(key: Uint8Array, start: Uint8Array, bytes: Uint8Array): Uint8Array {
  const cipher = crypto.createCipheriv('aes-256-cbc', key, start);
  return Buffer.concat([cipher.update(bytes), cipher.final()]);
}

/** Decrypts whole blocks; what fills up the last one stays. */
export function decryptCbc(key: Uint8Array, start: Uint8Array, bytes: Uint8Array): Uint8Array {
  const decipher = crypto.createDecipheriv('aes-256-cbc', key, start);
  decipher.setAutoPadding(false);
  return Buffer.concat([decipher.update(bytes), decipher.final()]);
}

export function isCertificate(pem: Uint8Array): boolean {
  return succeeds(() => new crypto.X509Certificate(pem));
}

export function isPrivateKey(pem: Uint8Array): boolean {
  return succeeds(() => crypto.createPrivateKey(Buffer.from(pem)));
}

function succeeds(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch {
    return false;
  }
}
