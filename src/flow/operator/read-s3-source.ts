import { z } from 'zod';
import { isForbidden, openStore } from '../../event-source/minio/store/open-store.ts';
import { isBucketName, isRegion, readStoreEndpoint } from '../../event-source/minio/store/store-address.ts';
import type { ClusterObjects } from '../../kubernetes/cluster-objects.ts';
import { type Problem, problem } from '../../problem/problem.ts';
import { maxWorkflowFileBytes } from '../../run/source/read-workflow-text.ts';
import type { FileReading } from '../../run/source/resolve-source.ts';

const secretKey = z.object({ name: z.string().min(1), key: z.string().min(1) });

/** Argo Events' `S3Artifact`, as far as an object is read by it. */
const artifact = z.object({
  endpoint: z.string(),
  bucket: z.object({ name: z.string().refine(isBucketName), key: z.string().min(1).max(1024) }),
  region: z.string().refine(isRegion).default(''),
  insecure: z.boolean().default(false),
  accessKey: secretKey,
  secretKey,
  caCertificate: secretKey.optional(),
});

/** What reading one takes of the cluster. */
export type SecretReader = Pick<ClusterObjects, 'readSecretKey'>;

/** Codes with which a store says that asking again is of no use. */
const final: ReadonlySet<unknown> = new Set(['NoSuchBucket', 'InvalidAccessKeyId', 'SignatureDoesNotMatch']);

/**
 * A source `s3` (Argo Events: an object of an S3-compatible store, of at most 512 KiB here), read at each firing with keys from Secrets of
 * the Sensor's namespace. Certificates are always verified. Problems: `run.source-s3`, `run.cluster-away`.
 */
export async function readS3Source(source: unknown, namespace: string, cluster: SecretReader): Promise<FileReading> {
  const read = artifact.safeParse(source);
  const endpoint = read.success ? readStoreEndpoint(read.data.endpoint, read.data.insecure) : undefined;
  if (!read.success || endpoint === undefined) {
    const field = read.success ? 'endpoint' : (read.error.issues[0]?.path.join('.') ?? '');
    return refuse('source.s3', `\`${field}\` is missing or wrong`);
  }
  const { bucket, region } = read.data;
  const secrets = await readSecrets(read.data, { namespace, endpoint }, cluster);
  if ('kind' in secrets) return secrets;
  const { ca, ...keys } = secrets;
  const store = openStore({ endpoint, keys: { ...keys, region }, ca, silenceMs: 0, now: Date.now });
  try {
    const text = await store.ask(`/${bucket.name}/${bucket.key}`, []);
    const byteSize = Buffer.byteLength(text);
    return byteSize > maxWorkflowFileBytes ? { kind: 'too-large', byteSize } : { kind: 'file', text };
  } catch (thrown) {
    return afterFailure(thrown, `${endpoint}/${bucket.name}/${bucket.key}`);
  } finally {
    await store.close();
  }
}

interface Secrets {
  accessKey: string;
  secretKey: string;
  ca: string | undefined;
}

async function readSecrets(
  { accessKey, secretKey: secret, caCertificate }: z.infer<typeof artifact>,
  { namespace, endpoint }: { namespace: string; endpoint: string },
  cluster: SecretReader,
): Promise<Secrets | FileReading> {
  const values: string[] = [];
  for (const { name, key } of [accessKey, secret, ...(caCertificate === undefined ? [] : [caCertificate])]) {
    const found = await cluster.readSecretKey(namespace, name, key);
    if (found.ok) {
      values.push(found.value.trim());
    } else if (found.failure.kind === 'later') {
      return { kind: 'later', problem: problem('run.cluster-away', { reason: found.failure.message }) };
    } else {
      return refuse(endpoint, `the Secret ${name} with the key ${key} cannot be read in the namespace ${namespace}`);
    }
  }
  const [id = '', password = '', ca] = values;
  return { accessKey: id, secretKey: password, ca };
}

function afterFailure(thrown: unknown, place: string): FileReading {
  const { cause, message } = thrown instanceof Error ? thrown : { cause: undefined, message: String(thrown) };
  if (cause === 'NoSuchKey') return refuse(place, 'there is no such object');
  if (isForbidden(thrown) || final.has(cause)) return refuse(place, message);
  return { kind: 'later', problem: sayS3(place, message) };
}

function refuse(place: string, reason: string): FileReading {
  return { kind: 'refused', problem: sayS3(place, reason) };
}

function sayS3(place: string, reason: string): Problem {
  return problem('run.source-s3', { place, reason });
}
