import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';

/** What GitHub sends: `sha256=` and 64 lower-case hexadecimal digits, and nothing else. */
const signatureShape = /^sha256=([0-9a-f]{64})$/;

/** The digest in an `X-Hub-Signature-256` header; undefined when it is absent, sent twice or of another shape. */
export function readSignature(header: string | string[] | undefined): Buffer | undefined {
  const digest = typeof header === 'string' ? signatureShape.exec(header)?.[1] : undefined;
  return digest === undefined ? undefined : Buffer.from(digest, 'hex');
}

/**
 * Makes the check of a body against its signature. Every secret is tried whatever the others said, each comparison in constant
 * time: how long it takes tells nothing about which secret matched or how nearly.
 */
export function prepareVerifying(secrets: readonly string[]): (body: Uint8Array, signature: Buffer) => boolean {
  if (secrets.length === 0 || secrets.some((secret) => secret === '')) {
    throw new Error('A webhook receiver needs at least one secret, and none may be empty.');
  }
  const keys: KeyObject[] = secrets.map((secret) => createSecretKey(secret, 'utf8'));
  return (body, signature) => {
    let matches = 0;
    for (const key of keys) {
      const expected = createHmac('sha256', key).update(body).digest();
      matches |= timingSafeEqual(expected, signature) ? 1 : 0;
    }
    return matches === 1;
  };
}
