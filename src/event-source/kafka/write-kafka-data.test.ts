import { describe, expect, it } from 'vitest';
import type { LogRecord } from '../../bus/kafka/log/log-message.ts';
import { writeKafkaData } from './write-kafka-data.ts';

function make(more: Partial<LogRecord> = {}): LogRecord {
  return {
    ...{ topic: 'topic-2', partition: 3, offset: 7, timestamp: Date.parse('2026-03-04T05:06:07.080Z') },
    ...{ key: Buffer.from('k'), value: Buffer.from('{ "b": "<x>",\n "a": 10000000000000001 }') },
    headers: new Map([
      ['z', Buffer.from('1')],
      ['a', Buffer.from('&')],
    ]),
    ...more,
  };
}

describe('writeKafkaData', () => {
  it('writes what Argo Events writes, with the message’s JSON as it was', () => {
    expect(writeKafkaData(make(), true)).toEqual({
      ok: true,
      data: '{"topic":"topic-2","key":"k","partition":3,"body":{"b":"\\u003cx\\u003e","a":10000000000000001},"timestamp":"2026-03-04 05:06:07.08 +0000 UTC","headers":{"a":"\\u0026","z":"1"}}',
    });
  });

  it('writes bytes in base64 without jsonBody, and nothing as null', () => {
    const bytes = writeKafkaData(make({ value: Buffer.from([0, 255]), headers: new Map() }), false);
    expect(bytes.ok && JSON.parse(bytes.data)).toMatchObject({ body: 'AP8=', headers: {} });
    for (const jsonBody of [true, false]) {
      const nothing = writeKafkaData(make({ value: null, key: Buffer.alloc(0) }), jsonBody);
      expect(nothing.ok && JSON.parse(nothing.data)).toMatchObject({ body: null, key: '' });
    }
  });

  it.each(['', '{', 'hello', '{"a":1}x'])('cannot write %j as JSON', (text) => {
    expect(writeKafkaData(make({ value: Buffer.from(text) }), true)).toMatchObject({ ok: false });
  });

  it('writes what can be read again, whatever bytes there are', () => {
    const odd = Buffer.from([0xff, 0xfe, 0x22, 0x5c]);
    const written = writeKafkaData(make({ key: odd, headers: new Map([['x"', odd]]) }), false);

    expect(written.ok && JSON.parse(written.data)).toMatchObject({ key: '\ufffd\ufffd"\\' });
  });
});
