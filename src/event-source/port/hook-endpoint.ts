import { boolean, number, object, type Shape, text } from '../../sensor/validate/shape.ts';
import { secretKey } from '../../sensor/validate/trigger-shapes/reference-shapes.ts';
import { missField, refuseValue, type SecretKey, type SpecReading } from '../spec/read-spec.ts';

/** Where an EventSource listens (Argo Events: `WebhookContext`). */
export interface HookEndpoint {
  port: number;
  /** Begins with a slash and does not end with one. */
  path: string;
  method: 'GET' | 'POST';
  tls?: { cert: SecretKey; key: SecretKey };
  authSecret?: SecretKey;
  maxBytes: number;
}

const mebibyte = 1024 * 1024;
/** Argo Events: `maxPayloadSize` is 1 MiB unless told. */
const defaultBytes = mebibyte;
/** What GitHub sends at most, and every bus takes. */
const maxBytes = 25 * mebibyte;

export const endpointFields: Readonly<Record<string, Shape>> = {
  port: { kind: 'any' },
  endpoint: text,
  method: text,
  url: text,
  serverCertSecret: secretKey,
  serverKeySecret: secretKey,
  authSecret: secretKey,
  maxPayloadSize: number,
  metadata: { kind: 'map', of: text },
};

export const endpointShape: Shape = object('WebhookContext', { ...endpointFields, active: boolean });

/**
 * Reads the fields of an endpoint, which stand at `prefix` of the entry.
 *
 * @param where what to call the entry: "a webhook EventSource"
 */
export function readEndpoint(
  fields: Record<string, unknown>,
  reading: SpecReading,
  { where, prefix }: { where: string; prefix: string },
): HookEndpoint | undefined {
  const at = (field: string) => `${prefix}${field}`;
  const port = readPort(fields.port);
  if (fields.port === undefined) missField(reading, where, at('port'), 'Write the port to listen on: `port: "12000"`.');
  else if (port === undefined) {
    const found = String(JSON.stringify(fields.port));
    refuseValue(reading, where, { field: at('port'), found, expected: 'a number from 1 to 65535' });
  }
  const path = readPath(fields.endpoint);
  if (path === undefined) {
    missField(reading, where, at('endpoint'), 'Write the path to listen to: `endpoint: /example`.');
  }
  const method = readMethod(fields.method);
  if (method === undefined) {
    refuseValue(reading, where, { field: at('method'), found: String(fields.method), expected: 'GET or POST' });
  }
  const size = fields.maxPayloadSize ?? defaultBytes;
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 1 || size > maxBytes) {
    const expected = `a number of bytes from 1 to ${maxBytes}`;
    refuseValue(reading, where, { field: at('maxPayloadSize'), found: String(size), expected });
  }
  const cert = readKey(fields, 'serverCertSecret', reading, { where, prefix });
  const key = readKey(fields, 'serverKeySecret', reading, { where, prefix });
  if ((cert === undefined) !== (key === undefined)) {
    const absent = cert === undefined ? 'serverCertSecret' : 'serverKeySecret';
    missField(reading, where, at(absent), 'A certificate and its key belong together.');
  }
  const authSecret = readKey(fields, 'authSecret', reading, { where, prefix });
  if (port === undefined || path === undefined || method === undefined) return undefined;
  return {
    ...{ port, path, method, maxBytes: Number(size) },
    ...(cert === undefined || key === undefined ? {} : { tls: { cert, key } }),
    ...(authSecret === undefined ? {} : { authSecret }),
  };
}

/** Upstream it is a text; a number says the same. */
function readPort(value: unknown): number | undefined {
  const isText = typeof value === 'string' && /^[0-9]{1,5}$/.test(value);
  const port = isText || typeof value === 'number' ? Number(value) : 0;
  return Number.isSafeInteger(port) && port > 0 && port < 65_536 ? port : undefined;
}

/** Argo Events puts a slash in front of an endpoint that has none. */
export function readPath(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const path = `/${value.trim().replace(/^\/+/, '')}`;
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

function readMethod(value: unknown): HookEndpoint['method'] | undefined {
  const method = typeof value === 'string' && value !== '' ? value.toUpperCase() : 'POST';
  return method === 'GET' || method === 'POST' ? method : undefined;
}

export function readKey(
  fields: Record<string, unknown>,
  field: string,
  reading: SpecReading,
  { where, prefix }: { where: string; prefix: string },
): SecretKey | undefined {
  const value = fields[field];
  if (typeof value !== 'object' || value === null) return undefined;
  const { name, key }: { name?: unknown; key?: unknown } = value;
  if (typeof name === 'string' && name !== '' && typeof key === 'string' && key !== '') return { name, key };
  missField(reading, where, `${prefix}${field}.${name ? 'key' : 'name'}`, 'A Secret is named by `name` and `key`.');
  return undefined;
}
