import { boolean, listOf, object, text } from '../../sensor/validate/shape.ts';
import { secretKey } from '../../sensor/validate/trigger-shapes/reference-shapes.ts';
import type { ReadSource } from '../source-kind.ts';
import { readSecretKey } from '../spec/read-secret-key.ts';
import { isRefused, missField, readSpec, refuseValue, type SecretKey, type SpecReading } from '../spec/read-spec.ts';
import { isBucketName, isRegion, readStoreEndpoint } from './store/store-address.ts';

/** One entry under `spec.minio`. */
export interface MinioSource {
  /** `http://host:port` or `https://host:port`. */
  endpoint: string;
  /** Empty: the store says which. */
  region: string;
  bucket: string;
  /** Such as `s3:ObjectCreated:*`. */
  events: string[];
  prefix: string;
  suffix: string;
  accessKey: SecretKey;
  secretKey: SecretKey;
  /** The authority of the store's certificate, where no public one knows it. */
  ca: SecretKey | undefined;
}

const where = 'a minio EventSource';
const shape = {
  endpoint: text,
  bucket: object('S3Bucket', { name: text, key: text }),
  region: text,
  insecure: boolean,
  accessKey: secretKey,
  secretKey,
  events: listOf(text),
  filter: object('S3Filter', { prefix: text, suffix: text }),
  caCertificate: secretKey,
};

interface Given {
  endpoint?: string;
  bucket?: { name?: string };
  region?: string;
  insecure?: boolean;
  accessKey?: unknown;
  secretKey?: unknown;
  events?: string[];
  filter?: { prefix?: string; suffix?: string };
  caCertificate?: unknown;
}

const none: SecretKey = { name: '', key: '' };

/** Reads one entry under `spec.minio`. Problems: `source.missing-field`, `source.wrong-value`, `source.wrong-type`. */
export function readMinio(entry: unknown): ReadSource<MinioSource> {
  const reading = readSpec(entry, shape, where);
  const given: Given = reading.value;
  const { region = '', filter = {} } = given;
  if (!isRegion(region)) {
    refuseValue(reading, where, { field: 'region', found: region, expected: 'a region such as us-east-1' });
  }
  const spec: MinioSource = {
    endpoint: readEndpoint(given, reading),
    region,
    bucket: readBucket(given.bucket?.name ?? '', reading),
    events: readEvents(given.events ?? [], reading),
    prefix: filter.prefix ?? '',
    suffix: filter.suffix ?? '',
    accessKey: readSecretKey(given.accessKey ?? {}, reading, where, 'accessKey') ?? none,
    secretKey: readSecretKey(given.secretKey ?? {}, reading, where, 'secretKey') ?? none,
    ca: readSecretKey(given.caCertificate, reading, where, 'caCertificate'),
  };
  if (isRefused(reading)) return { ok: false, problems: reading.problems };
  return { ok: true, spec, warnings: reading.problems };
}

function readEndpoint({ endpoint = '', insecure = false }: Given, reading: SpecReading): string {
  if (endpoint === '') {
    missField(reading, where, 'endpoint', 'Write the store’s host and port, such as minio.minio.svc:9000.');
    return '';
  }
  const origin = readStoreEndpoint(endpoint, insecure);
  if (origin !== undefined) return origin;
  const expected = 'host or host:port, without a scheme (`insecure: true` is http)';
  refuseValue(reading, where, { field: 'endpoint', found: endpoint, expected });
  return '';
}

function readBucket(name: string, reading: SpecReading): string {
  if (name === '') missField(reading, where, 'bucket.name', 'Write the name of the bucket.');
  else if (!isBucketName(name)) {
    refuseValue(reading, where, { field: 'bucket.name', found: name, expected: 'the name of a bucket' });
  }
  return name;
}

/** Without a name the store would tell nothing. */
function readEvents(events: string[], reading: SpecReading): string[] {
  if (events.length === 0) missField(reading, where, 'events', 'Write which, such as s3:ObjectCreated:*.');
  for (const [index, found] of events.entries()) {
    if (/^s3:[A-Za-z]{1,40}(?::(?:[A-Za-z]{1,40}|\*))?$/.test(found)) continue;
    refuseValue(reading, where, { field: `events.${index}`, found, expected: 'an event such as s3:ObjectCreated:Put' });
  }
  return events;
}
