import { isRecord } from '../../json/is-record.ts';
import type { ClusterResult } from '../kubernetes.ts';

type Read = (request: { method: 'GET'; path: string }) => Promise<ClusterResult<unknown>>;

/** All values of a Secret, decoded. */
export async function readSecretValues(read: Read, namespace: string, name: string): Promise<ClusterResult<string[]>> {
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/secrets/${encodeURIComponent(name)}`;
  const answer = await read({ method: 'GET', path });
  if (!answer.ok) return answer;
  const data = isRecord(answer.value) && isRecord(answer.value.data) ? answer.value.data : {};
  const values = Object.values(data).filter((value) => typeof value === 'string');
  return { ok: true, value: values.map((value) => Buffer.from(value, 'base64').toString()) };
}
