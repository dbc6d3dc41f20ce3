import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonPatch } from './json-patch.ts';

const document = { a: [1, 2], 'b/c': { '~': 'x' } };

describe('JSON patch', () => {
  it.each([
    [[{ op: 'add', path: '/a/1', value: 9 }], { ...document, a: [1, 9, 2] }],
    [[{ op: 'add', path: '/a/-', value: 3 }], { ...document, a: [1, 2, 3] }],
    [[{ op: 'replace', path: '/a/0', value: 3 }], { ...document, a: [3, 2] }],
    [[{ op: 'remove', path: '/a/0' }], { ...document, a: [2] }],
    [[{ op: 'remove', path: '/b~1c/~0' }], { ...document, 'b/c': {} }],
    [[{ op: 'copy', from: '/a', path: '/d' }], { ...document, d: [1, 2] }],
    [[{ op: 'move', from: '/a', path: '/d' }], { 'b/c': { '~': 'x' }, d: [1, 2] }],
    [[{ op: 'test', path: '/a', value: [1, 2] }], document],
    [[{ op: 'replace', path: '', value: 1 }], 1],
  ])('%j', (patch, value) => {
    expect(jsonPatch(document, patch)).toEqual({ ok: true, value });
    expect(document).toEqual({ a: [1, 2], 'b/c': { '~': 'x' } });
  });

  it.each([
    [{}],
    [[{ op: 'jump', path: '/a' }]],
    [[{ op: 'replace', path: '/none', value: 1 }]],
    [[{ op: 'add', path: '/none/x', value: 1 }]],
    [[{ op: 'add', path: '/a/7', value: 1 }]],
    [[{ op: 'add', path: '/a/01', value: 1 }]],
    [[{ op: 'add', path: '/a/0/x', value: 1 }]],
    [[{ op: 'remove', path: '/none' }]],
    [[{ op: 'test', path: '/a', value: 1 }]],
    [[{ op: 'test', path: '/none', value: 1 }]],
    [[{ op: 'move', from: '/none', path: '/d' }]],
    [[{ op: 'remove', path: '/__proto__' }]],
  ])('%j is refused', (patch) => {
    expect(jsonPatch(document, patch)).toMatchObject({ ok: false });
  });

  it('sets no prototype', () => {
    const result = jsonPatch({}, [{ op: 'add', path: '/__proto__', value: { polluted: true } }]);
    expect(result.ok && Object.getPrototypeOf(result.value)).toBe(Object.prototype);
  });

  it('never throws', () => {
    const path = fc
      .array(fc.constantFrom('a', '0', '-', '~1', '~0', ''))
      .map((parts) => parts.map((part) => `/${part}`).join(''));
    const operation = fc.record({
      op: fc.constantFrom('add', 'remove', 'replace', 'move', 'copy', 'test'),
      path,
      from: path,
      value: fc.jsonValue(),
    });
    fc.assert(
      fc.property(fc.jsonValue(), fc.array(operation), (value, patch) => {
        expect(jsonPatch(value, patch)).toHaveProperty('ok');
      }),
    );
  });
});
