import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { isIP } from 'node:net';

export interface Certificate {
  /** PEM */
  certificate: string;
  key: string;
}

/** A certificate for these hosts and addresses that signs itself, so that it is its own authority; valid for the year of the test. */
export function makeCertificate(hosts: string[]): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = sequence(set(sequence(identifier('550403'), tagged(0x0c, Buffer.from(hosts[0] ?? 'test')))));
  const algorithm = sequence(identifier('2a8648ce3d040302'));
  const year = new Date().getUTCFullYear();
  const validity = sequence(time(`${year - 1}0101000000Z`), time(`${year + 1}1231235959Z`));
  const names = sequence(...hosts.map(alternativeName));
  const extensions = sequence(
    sequence(identifier('551d11'), tagged(0x04, names)),
    sequence(
      identifier('551d13'),
      tagged(0x01, Buffer.from([0xff])),
      tagged(0x04, sequence(tagged(0x01, Buffer.from([0xff])))),
    ),
  );
  const body = sequence(
    tagged(0xa0, tagged(0x02, Buffer.from([2]))),
    tagged(0x02, Buffer.from([1])),
    algorithm,
    name,
    validity,
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, extensions),
  );
  const signature = tagged(0x03, Buffer.concat([Buffer.from([0]), sign('sha256', body, privateKey)]));
  return {
    certificate: toPem('CERTIFICATE', sequence(body, algorithm, signature)),
    key: exportKey(privateKey),
  };
}

function alternativeName(host: string): Buffer {
  if (isIP(host) === 4) return tagged(0x87, Buffer.from(host.split('.').map(Number)));
  return tagged(0x82, Buffer.from(host));
}

function exportKey(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function tagged(tag: number, ...parts: Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function sequence(...parts: Uint8Array[]): Buffer {
  return tagged(0x30, ...parts);
}

function set(...parts: Uint8Array[]): Buffer {
  return tagged(0x31, ...parts);
}

function identifier(hex: string): Buffer {
  return tagged(0x06, Buffer.from(hex, 'hex'));
}

function time(text: string): Buffer {
  return tagged(0x18, Buffer.from(text));
}

function toPem(label: string, der: Buffer): string {
  const lines = der.toString('base64').replace(/.{64}/g, '$&\n');
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
}
