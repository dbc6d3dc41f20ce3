import type { NatsSettings } from '../bus-settings.ts';
import type { Variables } from '../environment-schema.ts';

/** The settings of a bus on NATS, once everything about them was found to be right. */
export function readNatsBus(read: Variables, servers: string[]): NatsSettings {
  const tls = readTls(read);
  const credentials = readCredentials(read);
  return {
    kind: 'nats',
    servers,
    // Two Apps on one broker do not meet, also when nobody thought of it.
    prefix: read.NATS_STREAM_PREFIX ?? `argo-events-app-${read.APP_ID}`,
    replicas: read.NATS_REPLICAS,
    ...(tls === undefined ? {} : { tls }),
    ...(credentials === undefined ? {} : { credentials }),
  };
}

function readTls(read: Variables): NatsSettings['tls'] {
  const { NATS_CA_FILE: caFile, NATS_CERT_FILE: certFile, NATS_KEY_FILE: keyFile } = read;
  const files = {
    ...(caFile === undefined ? {} : { caFile }),
    ...(certFile === undefined ? {} : { certFile }),
    ...(keyFile === undefined ? {} : { keyFile }),
  };
  return read.NATS_TLS === 'on' || Object.keys(files).length > 0 ? files : undefined;
}

function readCredentials(read: Variables): NatsSettings['credentials'] {
  const { NATS_CREDENTIALS_FILE: file, NATS_TOKEN: token, NATS_USERNAME: user, NATS_PASSWORD: password } = read;
  if (file !== undefined) return { kind: 'file', file };
  if (token !== undefined) return { kind: 'token', token };
  return user !== undefined && password !== undefined ? { kind: 'user', user, password } : undefined;
}
