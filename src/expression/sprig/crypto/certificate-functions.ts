import { fromBytes } from '../../go-value/bytes.ts';
import type { Call } from '../../go-value/call.ts';
import { fixed, type GoFunction } from '../../go-value/go-function.ts';
import type { GoValue, StructValue } from '../../go-value/value.ts';
import { readBase64 } from '../encoding/base64.ts';
import { derivePassword } from './derive-password.ts';
import { isCertificate, isPrivateKey } from './primitives.ts';

const keyKinds = new Set(['', 'rsa', 'dsa', 'ecdsa', 'ed25519']);

/** Passwords, keys and certificates. What would make a new secret or takes seconds is refused. */
export const certificateFunctions: Record<string, GoFunction> = {
  derivePassword: fixed(['uint32', 'text', 'text', 'text', 'text'], ([counter, kind, password, user, site], call) =>
    derivePassword({ counter, kind, password, user, site }, call),
  ),
  bcrypt: fixed(['text'], (_, call) => refuse('bcrypt', call)),
  htpasswd: fixed(['text', 'text'], ([user], call) =>
    user.includes(':') ? `invalid username: ${user}` : refuse('bcrypt', call),
  ),
  genPrivateKey: fixed(['text'], ([kind], call) =>
    keyKinds.has(kind) ? refuse('making keys', call) : `Unknown type ${kind}`,
  ),
  buildCustomCert: fixed(['text', 'text'], ([certificate, key], call) => buildCertificate({ certificate, key }, call)),
  genCA: fixed(['text', 'int'], (_, call) => refuse('making certificates', call)),
  genCAWithKey: fixed(['text', 'int', 'text'], (_, call) => refuse('making certificates', call)),
  genSelfSignedCert: fixed(['text', 'list', 'list', 'int'], (_, call) => refuse('making certificates', call)),
  genSelfSignedCertWithKey: fixed(['text', 'list', 'list', 'int', 'text'], (_, call) =>
    refuse('making certificates', call),
  ),
  genSignedCert: fixed(['text', 'list', 'list', 'int', 'certificate'], (_, call) =>
    refuse('making certificates', call),
  ),
  genSignedCertWithKey: fixed(['text', 'list', 'list', 'int', 'certificate', 'text'], (_, call) =>
    refuse('making certificates', call),
  ),
};

/** Those that fail whenever they are called. */
export const secretMaking: ReadonlySet<string> = new Set([
  ...['bcrypt', 'htpasswd', 'genPrivateKey', 'genCA', 'genCAWithKey', 'genSelfSignedCert', 'genSelfSignedCertWithKey'],
  ...['genSignedCert', 'genSignedCertWithKey'],
]);

function refuse(what: string, call: Call): null {
  return call.fail(`templates offer no ${what} here: it is slow, and a secret must not be made from an event`);
}

/** Both texts as they are, once they have been read as a certificate and a private key. */
function buildCertificate(encoded: { certificate: string; key: string }, call: Call): GoValue {
  if (!call.spend(1_000)) return null;
  const certificate = readBase64(encoded.certificate);
  if (typeof certificate === 'string') return call.fail('unable to decode base64 certificate');
  const key = readBase64(encoded.key);
  if (typeof key === 'string') return call.fail('unable to decode base64 private key');
  if (!isPem(certificate)) return call.fail('unable to decode certificate');
  if (!isCertificate(certificate)) {
    return call.fail('error parsing certificate: decodedCert.Bytes: it is no X.509 certificate');
  }
  if (!isPem(key)) return call.fail('error parsing private key: no PEM data in input');
  if (!isPrivateKey(key)) {
    return call.fail('error parsing private key: it is no private key that can be read');
  }
  return toStruct(fromBytes(certificate), fromBytes(key));
}

function isPem(bytes: Uint8Array): boolean {
  return Buffer.from(bytes).toString('latin1').includes('-----BEGIN ');
}

function toStruct(certificate: string, key: string): StructValue {
  const fields = new Map([
    ['Cert', certificate],
    ['Key', key],
  ]);
  return { kind: 'struct', type: 'sprig.certificate', isPointer: false, methods: {}, fields };
}
