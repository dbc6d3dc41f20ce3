import { problem } from '../../problem/problem.ts';
import { readSecretKey } from './read-secret-key.ts';
import { missField, type SecretKey, type SpecReading } from './read-spec.ts';

/** How a source speaks TLS, and in which Secrets of its namespace its certificates are. */
export interface TlsSource {
  ca?: SecretKey;
  cert?: SecretKey;
  key?: SecretKey;
  /** The certificate of the other side is not looked at. */
  takesAny: boolean;
}

/** Reads `tls`; undefined where there is none. Problems: `source.missing-field`, `source.insecure`. */
export function readTls(value: unknown, reading: SpecReading, where: string): TlsSource | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const given: Record<string, unknown> = { ...value };
  const ca = readSecretKey(given.caCertSecret, reading, where, 'tls.caCertSecret');
  const cert = readSecretKey(given.clientCertSecret, reading, where, 'tls.clientCertSecret');
  const key = readSecretKey(given.clientKeySecret, reading, where, 'tls.clientKeySecret');
  if ((cert === undefined) !== (key === undefined)) {
    const missing = cert === undefined ? 'clientCertSecret' : 'clientKeySecret';
    missField(reading, where, `tls.${missing}`, 'A client’s certificate and its key belong together.');
  }
  const takesAny = given.insecureSkipVerify === true;
  if (takesAny) {
    const path = ['tls', 'insecureSkipVerify'];
    reading.problems.push({ problem: problem('source.insecure', { field: '`tls.insecureSkipVerify`', where }), path });
  }
  return {
    takesAny,
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  };
}
