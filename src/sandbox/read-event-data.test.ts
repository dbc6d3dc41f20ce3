import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEventData } from './read-event-data.ts';

describe('event data that a program reads', () => {
  it.each([
    ['{"a":1,"a":2}', { ok: true, object: { a: 2 }, isNull: false }],
    ['null', { ok: true, object: {}, isNull: true }],
    ['"{["', fails('json: cannot unmarshal string into Go value of type map[string]interface {}')],
    ['1', fails('json: cannot unmarshal number into Go value of type map[string]interface {}')],
    ['true', fails('json: cannot unmarshal bool into Go value of type map[string]interface {}')],
    ['[]', fails('json: cannot unmarshal array into Go value of type map[string]interface {}')],
    ['{"a":', fails('unexpected end of JSON input')],
    ['{"a":1e400}', fails('json: cannot unmarshal number into Go value of type float64')],
  ])('%s', (data, expected) => {
    expect(readEventData(data)).toEqual(expected);
  });

  it('keeps a key that is special elsewhere', () => {
    const read = readEventData('{"__proto__":{"a":1}}');
    expect(read.ok && Object.entries(read.object)).toEqual([['__proto__', { a: 1 }]]);
  });

  it('is not read when it is too deep, and brackets in texts do not count', () => {
    expect(readEventData(`{"a":${'['.repeat(600)}${']'.repeat(600)}}`)).toEqual({ ok: false, reason: 'depth' });
    expect(readEventData(`{"a":"\\"${'['.repeat(600)}"}`)).toMatchObject({ ok: true });
    expect(readEventData('['.repeat(1_000_000))).toEqual({ ok: false, reason: 'depth' });
  });

  it('never throws, and reads every object', () => {
    fc.assert(fc.property(fc.string(), (text) => void readEventData(text)));
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 5 })), (object) => {
        expect(readEventData(JSON.stringify(object))).toMatchObject({ ok: true, isNull: false });
      }),
    );
  });
});

function fails(message: string) {
  return { ok: false, reason: 'program', message };
}
