import { describe, expect, it } from 'vitest';
import { readResource } from './read-resource.ts';

const least = { version: 'v1', resource: 'configmaps', eventTypes: ['ADD'] };

function read(more: object) {
  return readResource({ ...least, ...more });
}

function codesOf(entry: unknown): string[] {
  const result = readResource(entry);
  return result.ok ? [] : result.problems.map((each) => `${each.problem.code} ${each.path.join('.')}`);
}

describe('readResource', () => {
  it('reads the least that is needed', () => {
    expect(readResource(least)).toEqual({
      ok: true,
      warnings: [],
      spec: {
        ...{ group: '', version: 'v1', resource: 'configmaps', namespace: '', eventTypes: ['ADD'] },
        ...{ prefix: '', labelSelector: '', fields: [], createdBy: undefined, afterStart: false },
      },
    });
  });

  it.each([
    [[{ key: 'app', value: 'shop' }], 'app==shop'],
    [[{ key: 'app', operation: '=', value: 'shop' }], 'app==shop'],
    [[{ key: 'a/b', operation: '!=', value: '' }], 'a/b!='],
    [
      [
        { key: 'a', operation: 'in', value: 'x,y' },
        { key: 'b', operation: 'notin', value: 'z' },
      ],
      'a in (x,y),b notin (z)',
    ],
    [
      [
        { key: 'a', operation: 'exists', value: '' },
        { key: 'b', operation: '!' },
      ],
      'a,!b',
    ],
    [[{ key: 'a', operation: 'gt', value: '5' }], 'a>5'],
  ])('writes labels %j as %s', (labels, labelSelector) => {
    expect(read({ filter: { labels } })).toMatchObject({ spec: { labelSelector } });
  });

  it.each<[string, unknown, string]>([
    ['no object', 7, 'source.wrong-type '],
    ['nothing', {}, 'source.missing-field version'],
    ['no event types', { ...least, eventTypes: [] }, 'source.missing-field eventTypes'],
    ['an event type that is none', { ...least, eventTypes: ['ADDED'] }, 'source.wrong-value eventTypes.0'],
    ['a resource that leaves its place', { ...least, resource: '../secrets' }, 'source.wrong-value resource'],
    ['a namespace that leaves its place', { ...least, namespace: 'a/b' }, 'source.wrong-value namespace'],
    [
      'a label that would be a selector of its own',
      { ...least, filter: { labels: [{ key: 'a', value: 'b,c=d' }] } },
      'source.wrong-value filter.labels.0.value',
    ],
    [
      'an operation that is none',
      { ...least, filter: { labels: [{ key: 'a', operation: '~', value: 'b' }] } },
      'source.wrong-value filter.labels.0.operation',
    ],
    [
      'a pattern with lookahead',
      { ...least, filter: { fields: [{ key: 'a', value: '(?=x)' }] } },
      'source.wrong-value filter.fields.0.value',
    ],
    ['a time that is none', { ...least, filter: { createdBy: 'yesterday' } }, 'source.wrong-value filter.createdBy'],
  ])('refuses %s', (_what, entry, code) => {
    expect(codesOf(entry)).toContain(code);
  });

  it('warns of an unknown field and names the nearest', () => {
    expect(read({ eventType: ['ADD'] })).toMatchObject({
      ok: true,
      warnings: [{ problem: { code: 'source.unknown-field', hint: expect.stringContaining('eventTypes') } }],
    });
  });
});
