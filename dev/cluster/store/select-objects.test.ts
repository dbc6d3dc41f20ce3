import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KubeObject } from './kube-object.ts';
import { parseFieldSelector, parseLabelSelector } from './select-objects.ts';

function objectWith(labels: Record<string, string>): KubeObject {
  const metadata = { name: 'n', namespace: 'ns', uid: '', resourceVersion: '', creationTimestamp: '', labels };
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata };
}

describe('label selectors', () => {
  it.each([
    ['a=1', { a: '1' }, true],
    ['a==1', { a: '2' }, false],
    ['a!=1', {}, true],
    ['a in (1, 2)', { a: '2' }, true],
    ['a in (1)', {}, false],
    ['a notin (1)', {}, true],
    ['a', { a: '' }, true],
    ['!a', { a: '' }, false],
    ['x.io/a=1,b', { 'x.io/a': '1', b: '2' }, true],
    ['toString', {}, false],
    ['', {}, true],
  ])('%s on %j is %s', (text, labels, matches) => {
    const selector = parseLabelSelector(text);
    expect(selector.ok && selector.matches(objectWith(labels))).toBe(matches);
  });

  it.each(['a b', 'a in', 'a in 1', '=1', 'a=b=c', 'a,,b'])('%s is refused', (text) => {
    expect(parseLabelSelector(text).ok).toBe(false);
  });

  it('never throw', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const selector = parseLabelSelector(text);
        expect(typeof (selector.ok ? selector.matches(objectWith({})) : selector.message)).toMatch(/boolean|string/);
      }),
    );
  });
});

describe('field selectors', () => {
  it.each([
    ['metadata.name=n', true],
    ['metadata.name!=n', false],
    ['metadata.name=n,metadata.namespace==other', false],
    ['', true],
  ])('%s is %s', (text, matches) => {
    const selector = parseFieldSelector(text);
    expect(selector.ok && selector.matches(objectWith({}))).toBe(matches);
  });

  it('know no other fields', () => {
    expect(parseFieldSelector('status.phase=x')).toMatchObject({
      ok: false,
      message: 'field label not supported: status.phase',
    });
  });
});
