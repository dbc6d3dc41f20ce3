import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameRun, type RunKey } from './name-run.ts';

const key: RunKey = {
  origin: 'github',
  repositoryId: 7,
  delivery: '72d3162e-cc78-11e3-81ab-4c9367dc0958',
  sensor: 'ci',
  trigger: 'ci',
  dependencies: ['push'],
  attempt: 1,
};

describe('the name of a run', () => {
  it('is the same for the same event and trigger', () => {
    expect(nameRun('ci-', key)).toBe(nameRun('ci-', { ...key }));
    expect(nameRun('ci-', key)).toMatch(/^ci-[a-z2-7]{12}$/);
  });

  it.each<[string, Partial<RunKey>]>([
    ['origin', { origin: 'calendar' }],
    ['repository', { repositoryId: 8 }],
    ['delivery', { delivery: 'other' }],
    ['sensor', { sensor: 'cd' }],
    ['trigger', { trigger: 'cd' }],
    ['dependencies fired', { dependencies: ['pull_request'] }],
    ['attempt', { attempt: 2 }],
  ])('differs with another %s', (_title, change) => {
    expect(nameRun('ci-', { ...key, ...change })).not.toBe(nameRun('ci-', key));
  });

  it('does not depend on the order of the dependencies', () => {
    expect(nameRun('x', { ...key, dependencies: ['a', 'b'] })).toBe(nameRun('x', { ...key, dependencies: ['b', 'a'] }));
  });

  it('is a Kubernetes name for any prefix', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (prefix) => {
        const name = nameRun(prefix, key);
        expect(name).toMatch(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/);
        expect(name.length).toBeLessThanOrEqual(52);
      }),
    );
  });
});
