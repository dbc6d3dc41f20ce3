import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFields, displayPath, encodeFields, fromFieldTree, leavesOf, toFieldTree } from './field-tree.ts';

const object = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {
    name: 'a',
    resourceVersion: '1',
    labels: { k: 'v' },
    finalizers: ['x.io/f'],
    ownerReferences: [{ uid: 'u', name: 'o' }],
  },
  data: { list: [1], map: { x: 1 }, none: {} },
};

describe('owned fields', () => {
  it('are the leaves, lists being one value, and finalizers and owners sets', () => {
    const paths = [...leavesOf(toFieldTree(object)).keys()].map(displayPath);
    expect(paths).toEqual([
      '.metadata.labels.k',
      '.metadata.finalizers["x.io/f"]',
      '.metadata.ownerReferences[{"uid":"u"}].uid',
      '.metadata.ownerReferences[{"uid":"u"}].name',
      '.data.list',
      '.data.map.x',
      '.data.none',
    ]);
  });

  it('become an object again', () => {
    const { labels, finalizers, ownerReferences } = object.metadata;
    expect(fromFieldTree(toFieldTree(object))).toEqual({
      metadata: { labels, finalizers, ownerReferences },
      data: object.data,
    });
  });

  it('are written as Kubernetes does', () => {
    expect(encodeFields(leavesOf(toFieldTree(object)).keys())).toMatchObject({
      'f:metadata': { 'f:labels': { 'f:k': {} }, 'f:finalizers': { 'v:"x.io/f"': {} } },
      'f:data': { 'f:map': { 'f:x': {} } },
    });
  });

  it('are read back as they were written', () => {
    const key = fc.stringMatching(/^[a-z.]{1,8}$/);
    const value = fc.oneof(fc.integer(), fc.dictionary(key, fc.oneof(fc.string(), fc.dictionary(key, fc.boolean()))));
    fc.assert(
      fc.property(fc.dictionary(key, value), (data) => {
        const paths = [...leavesOf(toFieldTree({ data })).keys()];
        expect(decodeFields(encodeFields(paths)).sort()).toEqual(paths.sort());
      }),
    );
  });
});
