import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toKubernetesName } from './to-kubernetes-name.ts';

describe('toKubernetesName', () => {
  it('leaves a name alone that Kubernetes takes', () => {
    expect(toKubernetesName('build-2')).toBe('build-2');
  });

  it.each(['CI', 'a b', 'a/b', 'a.b', 'a_b', 'a--b', 'x'.repeat(41)])(
    '%s gets a hash, so that it stays apart from what it looks like',
    (name) => {
      expect(toKubernetesName(name)).toMatch(/-[0-9a-f]{6}$/);
    },
  );

  it('different names stay different', () => {
    expect(toKubernetesName('a b')).not.toBe(toKubernetesName('a.b'));
    expect(toKubernetesName('CI')).not.toBe(toKubernetesName('Ci'));
  });

  it('is always a name for Kubernetes of at most 40 characters', () => {
    const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9 ._/-]{0,61}[A-Za-z0-9]$/);
    fc.assert(
      fc.property(name, (each) => {
        expect(toKubernetesName(each)).toMatch(/^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/);
      }),
    );
  });
});
