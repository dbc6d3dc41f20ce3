import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type OperatorWorld, startOperatorWorld } from '../../world/start-operator-world.ts';

let operator: OperatorWorld | undefined;

afterEach(async () => {
  await operator?.close();
  operator = undefined;
});

const patience = { timeout: 20_000 };

function cron(name: string, schedule: string): object {
  const template = { name: 'main', container: { image: 'busybox', command: ['true'] } };
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'CronWorkflow',
    metadata: { name },
    spec: { schedules: [schedule], workflowSpec: { entrypoint: 'main', templates: [template] } },
  };
}

describe('CronWorkflows among the operator’s documents', () => {
  it('are created, changed and taken away in the cluster; one of somebody else stays', async () => {
    operator = await startOperatorWorld(() => ({ 'a.yaml': [cron('own', '0 1 * * *'), cron('taken', '0 1 * * *')] }), {
      prepare: ({ cluster }) =>
        cluster.create({ ...cron('taken', '0 9 * * *'), metadata: { name: 'taken', namespace: 'ci' } }),
    });
    const { world, write } = operator;
    const schedules = () =>
      world.cluster
        .list('cronworkflows', 'ci')
        .map(({ metadata, spec }) => `${metadata.name} ${(spec as { schedules: string[] }).schedules.join()}`)
        .sort();

    await expect.poll(schedules, patience).toEqual(['own 0 1 * * *', 'taken 0 9 * * *']);
    await expect.poll(() => world.logged.join('').includes('schedule.name-taken'), patience).toBe(true);
    await write('a.yaml', cron('own', '0 2 * * *'), cron('more', '@daily'));
    await expect.poll(schedules, patience).toEqual(['more @daily', 'own 0 2 * * *', 'taken 0 9 * * *']);
    // What cannot be read takes nothing away.
    await write('b.yaml', { ...cron('broken', 'never') });
    await expect.poll(() => world.logged.join('').includes('manifests.kept'), patience).toBe(true);
    await write('b.yaml', cron('more', '@daily'));
    await write('a.yaml');
    await expect.poll(schedules, patience).toEqual(['more @daily', 'taken 0 9 * * *']);

    // With a store that is new the app knows its own all the same.
    await world.stopApp();
    for (const end of ['', '-wal', '-shm']) await rm(join(world.directory, `events.db${end}`), { force: true });
    await write('b.yaml', cron('other', '@daily'));
    await world.startApp();
    await expect.poll(schedules, patience).toEqual(['other @daily', 'taken 0 9 * * *']);
  });
});
