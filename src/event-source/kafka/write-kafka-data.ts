import type { LogRecord } from '../../bus/kafka/log/log-message.ts';
import { marshalAsGo } from '../../event/marshal-as-go.ts';
import { printTime } from '../../expression/go-time/format-time.ts';
import { fromDate } from '../../expression/go-time/go-time.ts';
import { embedJson } from '../data/embed-json.ts';

export type WrittenMessage = { ok: true; data: string } | { ok: false; reason: string };

/**
 * Argo Events 1.9, `KafkaEventData`: topic, key, partition, body, timestamp as Go prints one (in UTC), headers. With `jsonBody` the body
 * is the message's JSON, else its bytes in base64; of a message without a value it is null. The frame adds `metadata`.
 */
export function writeKafkaData(record: LogRecord, jsonBody: boolean): WrittenMessage {
  const body = writeBody(record.value, jsonBody);
  if (!body.ok) return body;
  const headers = Object.fromEntries([...record.headers].map(([name, value]) => [name, value.toString()]));
  const members = [
    ['topic', marshalAsGo(record.topic)],
    ['key', marshalAsGo(record.key.toString())],
    ['partition', String(record.partition)],
    ['body', body.json],
    ['timestamp', marshalAsGo(printTime(fromDate(new Date(record.timestamp))))],
    ['headers', marshalAsGo(headers)],
  ];
  return { ok: true, data: `{${members.map(([name, json]) => `"${name}":${json}`).join(',')}}` };
}

function writeBody(
  value: Buffer | null,
  jsonBody: boolean,
): { ok: true; json: string } | { ok: false; reason: string } {
  if (value === null) return { ok: true, json: 'null' };
  return jsonBody ? embedJson(value.toString()) : { ok: true, json: `"${value.toString('base64')}"` };
}
