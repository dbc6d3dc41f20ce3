import { createHash, createHmac, createPrivateKey, hkdfSync, timingSafeEqual } from 'node:crypto';

/** Proves that a request comes from whoever has the App's private key: the operator's own command line. */
export interface OperatorSignature {
  /** The value of the header. */
  sign(request: SignedRequest): string;
  verify(header: string | string[] | undefined, request: SignedRequest): boolean;
}

export interface SignedRequest {
  path: string;
  body: Uint8Array;
}

export const operatorHeader = 'x-argo-events-app-operator';

/** Clocks of two machines may differ so much; what is asked changes nothing, so a repeated request does no harm. */
const validMs = 5 * 60 * 1000;
const shape = /^v1\.(\d{1,15})\.([\w-]{43})$/;

/**
 * `v1.<milliseconds since 1970>.<base64url of HMAC-SHA256>` over time, path and the body's SHA-256, by a key that is derived from the
 * App's private key (HKDF-SHA256): the private key itself, and what it signs for GitHub, stay where they are.
 */
export function createOperatorSignature(privateKey: string, now: () => number): OperatorSignature {
  const secret = createPrivateKey(privateKey).export({ type: 'pkcs8', format: 'der' });
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'argo-events-app operator requests', 32));

  function macOf(time: string, { path, body }: SignedRequest): Buffer {
    const digest = createHash('sha256').update(body).digest('hex');
    return createHmac('sha256', key)
      .update(JSON.stringify(['v1', time, path, digest]))
      .digest();
  }

  return {
    sign(request) {
      const time = String(now());
      return `v1.${time}.${macOf(time, request).toString('base64url')}`;
    },
    verify(header, request) {
      const [, time = '', mac = ''] = shape.exec(typeof header === 'string' ? header : '') ?? [];
      const isRight = timingSafeEqual(macOf(time, request), readMac(mac));
      return isRight && Math.abs(now() - Number(time)) <= validMs;
    },
  };
}

/** Of the right length, whatever was given, so that comparing it takes the same time. */
function readMac(text: string): Buffer {
  const mac = Buffer.from(text, 'base64url');
  return mac.length === 32 ? mac : Buffer.alloc(32);
}
