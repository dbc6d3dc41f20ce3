import { describe, expect, it } from 'vitest';
import { annotations, labels } from '../../kubernetes/labels.ts';
import { setRunStage } from '../testing/tools.ts';
import { keepLimit, type LimitedGroup } from './keep-limit.ts';

const group = '0123456789abcdef0123';
const name = `argo-events-app-limit-${group}`;
const minute = 60_000;

function setStage() {
  const stage = setRunStage();
  const keep = (limit: number, occurredAt = 1000, changes: Partial<LimitedGroup> = {}) =>
    keepLimit({ namespace: 'ci', repositoryId: 42, group, limit, occurredAt, ...changes }, stage.tools);
  const there = () => stage.kept.objects.get(`configmaps/ci/${name}`);
  return { ...stage, keep, there };
}

const semaphore = { kind: 'lock', lock: { kind: 'semaphore', configMap: name, key: 'limit' } };

describe('the limit of a group', () => {
  it('of 1 is a mutex, and nothing is kept for it', async () => {
    const { keep, kept } = setStage();
    expect(await keep(1)).toEqual({ kind: 'lock', lock: { kind: 'mutex', name: `argo-events-app-${group}` } });
    expect(kept.objects.size).toBe(0);
  });

  it('of more is a semaphore whose number is in a ConfigMap of this app', async () => {
    const { keep, there } = setStage();
    expect(await keep(3)).toEqual(semaphore);
    expect(there()).toMatchObject({
      metadata: {
        labels: {
          [labels.managedBy]: '9',
          [labels.repositoryId]: '42',
          [labels.holds]: 'limit',
          [labels.group]: group,
        },
      },
      data: { limit: '3' },
    });
  });

  it('is the newest event’s, whatever order events come in', async () => {
    const { keep, there } = setStage();
    await keep(3, 2000);
    await keep(5, 1000);
    expect(there()?.data).toEqual({ limit: '3' });
    await keep(4, 3000);
    expect(there()?.data).toEqual({ limit: '4' });
  });

  it('of 1 is that of the semaphore, where the group has one', async () => {
    const { keep, there } = setStage();
    await keep(3, 1000);
    expect(await keep(1, 2000)).toEqual(semaphore);
    expect(there()?.data).toEqual({ limit: '1' });
  });

  it('is written once, and later only that it is still used', async () => {
    const { keep, kept, pass, there } = setStage();
    await keep(3, 2000);
    kept.calls.length = 0;
    await keep(3, 2500);
    expect(kept.calls).toEqual([`get configmaps/ci/${name}`]);
    pass(11 * minute);
    await keep(7, 1000);
    expect(there()).toMatchObject({
      metadata: {
        annotations: {
          [annotations.occurredAt]: '2000',
          [annotations.usedAt]: String(Date.parse('2026-03-04T05:17:09Z')),
        },
      },
      data: { limit: '3' },
    });
  });

  it('comes right where two runs write it at once', async () => {
    const { keep, kept, there } = setStage();
    let raced: Promise<unknown> | undefined;
    kept.answer = (call) => {
      if (call.startsWith('create')) raced ??= keep(9, 3000);
      return undefined;
    };
    expect(await keep(2, 2000)).toEqual(semaphore);
    await raced;
    expect(there()?.data).toEqual({ limit: '9' });
  });

  it('takes no ConfigMap of somebody else', async () => {
    const { keep, kept } = setStage();
    const metadata = { name, namespace: 'ci', labels: { [labels.managedBy]: '9' } };
    kept.objects.set(`configmaps/ci/${name}`, { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: {} });
    expect(await keep(2)).toMatchObject({ kind: 'refused', problem: { code: 'run.limit-taken' } });
  });

  it.each([
    [
      { kind: 'forbidden', message: 'no' },
      { kind: 'refused', problem: { code: 'run.helper-refused' } },
    ],
    [
      { kind: 'later', message: 'busy', retryAfterMs: 3 },
      { kind: 'later', afterMs: 3 },
    ],
  ] as const)('waits for, or is refused by, the cluster: %j', async (failure, expected) => {
    const { keep, kept } = setStage();
    kept.answer = () => failure;
    expect(await keep(2)).toMatchObject(expected);
  });
});
