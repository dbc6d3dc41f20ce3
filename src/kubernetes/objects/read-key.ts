import { isRecord } from '../../json/is-record.ts';
import type { ClusterResult } from '../kubernetes.ts';

type Read = (request: { method: 'GET'; path: string }) => Promise<ClusterResult<unknown>>;
type Names = [namespace: string, name: string, key: string];

/** One value of a Secret, decoded. */
export async function readSecretKey(read: Read, names: Names): Promise<ClusterResult<string>> {
  const value = await readKey(read, 'secrets', names);
  return value.ok ? { ok: true, value: Buffer.from(value.value, 'base64').toString() } : value;
}

export function readConfigMapKey(read: Read, names: Names): Promise<ClusterResult<string>> {
  return readKey(read, 'configmaps', names);
}

/** Only what was asked for leaves this function; the rest of the object is dropped. */
async function readKey(
  read: Read,
  plural: 'secrets' | 'configmaps',
  [namespace, name, key]: Names,
): Promise<ClusterResult<string>> {
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/${plural}/${encodeURIComponent(name)}`;
  const answer = await read({ method: 'GET', path });
  if (!answer.ok) return answer;
  const data = isRecord(answer.value) && isRecord(answer.value.data) ? answer.value.data : {};
  const value = Object.hasOwn(data, key) ? data[key] : undefined;
  if (typeof value === 'string') return { ok: true, value };
  return { ok: false, failure: { kind: 'absent', message: `${plural} "${name}" has no key "${key}".` } };
}
