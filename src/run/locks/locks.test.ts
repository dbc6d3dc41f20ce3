import { describe, expect, it } from 'vitest';
import { prefixLocks } from './prefix-locks.ts';
import { type LockForm, writeLocks } from './write-locks.ts';

function workflow(synchronization?: object) {
  const spec = { entrypoint: 'main', ...(synchronization === undefined ? {} : { synchronization }) };
  return { apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow', metadata: { name: 'x' }, spec };
}

const ref = (name: string) => ({ configMapKeyRef: { name, key: 'limit' } });

describe('locks that a Workflow writes itself', () => {
  it('are the repository’s own, wherever they stand', () => {
    const mutex = { name: 'deploy' };
    const own = { name: 'abc-deploy' };
    const inner = { name: 'inner', synchronization: { mutex } };
    const spec = {
      synchronization: { mutex, mutexes: [mutex, { name: 'x', namespace: 'ci', database: true }] },
      templateDefaults: { synchronization: { mutexes: [mutex] } },
      templates: [
        { name: 'a', synchronization: { mutexes: [mutex], semaphore: ref('limits') } },
        { name: 'b', steps: [[{ name: 's', inline: inner }], 'odd'] },
        { name: 'c', dag: { tasks: [{ name: 't', inline: { name: 'd', steps: [[{ inline: inner }]] } }, null] } },
      ],
    };
    expect(prefixLocks(spec, 'abc-')).toEqual({
      synchronization: { mutex: own, mutexes: [own, { name: 'abc-x', namespace: 'ci', database: true }] },
      templateDefaults: { synchronization: { mutexes: [own] } },
      templates: [
        { name: 'a', synchronization: { mutexes: [own], semaphore: ref('limits') } },
        { name: 'b', steps: [[{ name: 's', inline: { name: 'inner', synchronization: { mutex: own } } }], 'odd'] },
        {
          name: 'c',
          dag: {
            tasks: [
              {
                name: 't',
                inline: { name: 'd', steps: [[{ inline: { name: 'inner', synchronization: { mutex: own } } }]] },
              },
              null,
            ],
          },
        },
      ],
    });
  });

  it('keep the prefix that they have, get one where they have no name, and stay odd where they are', () => {
    const spec = {
      synchronization: { mutexes: [{ name: 'abc-x' }, {}, { name: '{{workflow.name}}' }, 7, { name: 7 }] },
    };
    expect(prefixLocks(spec, 'abc-')).toEqual({
      synchronization: {
        mutexes: [{ name: 'abc-x' }, { name: 'abc-' }, { name: 'abc-{{workflow.name}}' }, 7, { name: 7 }],
      },
    });
    expect(prefixLocks({ synchronization: 'x', templates: 'y' }, 'abc-')).toEqual({
      synchronization: 'x',
      templates: 'y',
    });
  });
});

describe('the lock of a group', () => {
  const group = { kind: 'mutex', name: 'g' } as const;
  const counted = { kind: 'semaphore', configMap: 'limits', key: 'limit' } as const;

  it.each<[string, LockForm, object | undefined, Parameters<typeof writeLocks>[1], object | undefined]>([
    ['stands alone', 'lists', undefined, group, { mutexes: [{ name: 'g' }] }],
    ['stands alone, before Argo 3.6', 'single', undefined, group, { mutex: { name: 'g' } }],
    ['is a semaphore', 'lists', undefined, counted, { semaphores: [ref('limits')] }],
    ['is a semaphore, before Argo 3.6', 'single', undefined, counted, { semaphore: ref('limits') }],
    [
      'stands beside the Workflow’s own, in whichever form those are',
      'lists',
      { mutex: { name: 'a' }, semaphores: [ref('b')] },
      group,
      { semaphores: [ref('b')], mutexes: [{ name: 'a' }, { name: 'g' }] },
    ],
    [
      'is not there, and those of the Workflow are written as Argo wants',
      'single',
      { mutexes: [{ name: 'a' }] },
      undefined,
      { mutex: { name: 'a' } },
    ],
    ['is not there, and there are no others', 'lists', undefined, undefined, undefined],
    ['leaves what it does not know to the API server', 'lists', { x: 1 }, group, { x: 1, mutexes: [{ name: 'g' }] }],
  ])('%s', (...[, form, given, lock, expected]) => {
    const written = writeLocks(workflow(given), lock, form);
    expect(written).toMatchObject({ ok: true });
    expect(written.ok && written.manifest.spec.synchronization).toEqual(expected);
  });

  it.each([
    [{ mutex: { name: 'a' } }, group, 'spec.synchronization'],
    [{ semaphore: ref('a') }, group, 'spec.synchronization'],
  ])('cannot stand beside another one before Argo 3.6: %j', (given, lock, path) => {
    const written = writeLocks(workflow(given), lock, 'single');
    expect(written).toMatchObject({ ok: false, problem: { code: 'run.one-lock' } });
    expect(!written.ok && written.problem.message).toContain(path);
  });
});
