import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { annotations } from '../../../src/kubernetes/labels.ts';
import { makeCronRun } from '../../world/make-cron-run.ts';
import { type RealWorld, startRealWorld } from '../app/start-real-world.ts';
import { type ApiServer, startApiServer } from '../cluster/start-api-server.ts';

const started = await startApiServer();
if (!started.ok) console.warn(`SKIPPED, no real API server: ${started.reason}`);

const path = '/apis/argoproj.io/v1alpha1/namespaces/ci';
const lastUsed = 'cronworkflows.argoproj.io/last-used-schedule';
const completed = 'cronworkflows.argoproj.io/completed';

const cronShape = z.looseObject({
  metadata: z.looseObject({
    generation: z.number(),
    labels: z.record(z.string(), z.string()),
    annotations: z.record(z.string(), z.string()),
    managedFields: z.array(z.looseObject({ manager: z.string(), operation: z.string(), fieldsV1: z.looseObject({}) })),
  }),
  spec: z.looseObject({ schedules: z.array(z.string()), suspend: z.boolean().optional() }),
  status: z.looseObject({ phase: z.string(), lastScheduledTime: z.string(), active: z.array(z.unknown()) }).optional(),
});

function document(schedule: string, labels: Record<string, string> = {}): string {
  const container = { image: 'busybox', command: ['true'] };
  return JSON.stringify({
    ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'CronWorkflow', metadata: { name: 'nightly', labels } },
    spec: {
      ...{ schedules: [schedule], timezone: 'Europe/Berlin' },
      workflowSpec: { entrypoint: 'main', templates: [{ name: 'main', container }] },
    },
  });
}

describe.skipIf(!started.ok)(
  'a CronWorkflow that the app and Argo’s controller both write, on a real API server',
  () => {
    let server: ApiServer;
    let world: RealWorld;

    beforeAll(async () => {
      if (!started.ok) throw new Error(started.reason);
      server = started.server;
      world = await startRealWorld(server, {});
      await push(document('0 2 * * *', { team: 'a' }));
    }, 180_000);

    afterAll(async () => {
      await world?.stop();
      await server?.stop();
    });

    const read = async () => {
      const text = await server.call({ method: 'GET', path: `${path}/cronworkflows/nightly` });
      return cronShape.parse(text);
    };

    /** Resolves with what the check on the push says. */
    async function push(text: string): Promise<{ conclusion: string | null; headSha: string }> {
      const { after } = await world.github.push({ repository: world.repository, files: { '.argo-events.yaml': text } });
      return await world.github.waitForCheckRun(
        (each) => each.headSha === after && each.name === 'argo-events schedules' && each.conclusion !== null,
        60_000,
      );
    }

    /** A tick of the controller, which knows the CronWorkflow as `copy`. */
    async function tick(copy: object, due: string): Promise<string> {
      const { workflow, noteOf } = makeCronRun(copy, new Date(due));
      const created = (await server.call({ method: 'POST', path: `${path}/workflows`, body: workflow })) as {
        metadata: { name: string; uid: string; resourceVersion: string };
      };
      await note(noteOf(created));
      return created.metadata.name;
    }

    async function note(merge: object): Promise<void> {
      await server.call({ method: 'PATCH', path: `${path}/cronworkflows/nightly`, merge });
    }

    const ownFields = async () =>
      (await read()).metadata.managedFields.filter(({ manager }) => manager === 'argo-events-app');

    it('keeps what the controller wrote when a push changes it', async () => {
      const name = await tick(await read(), '2026-03-05T01:00:00Z');
      expect(name).toBe('nightly-1772672400');
      const check = await world.github.waitForCheckRun((each) => each.externalId.startsWith(`ci/${name}/1/`), 60_000);
      expect(check.name).toBe('nightly');
      const before = await read();
      expect(before.metadata.annotations[lastUsed]).toBe('CRON_TZ=Europe/Berlin 0 2 * * *');

      expect((await push(document('0 3 * * *'))).conclusion).toBe('success');
      const after = await read();
      expect(after.spec.schedules).toEqual(['0 3 * * *']);
      expect(after.status).toEqual(before.status);
      expect(after.status).toMatchObject({ phase: 'Active', lastScheduledTime: '2026-03-05T01:00:00Z' });
      // Argo sees by this that the schedule changed, and catches up with nothing.
      expect(after.metadata.annotations[lastUsed]).toBe('CRON_TZ=Europe/Berlin 0 2 * * *');
      expect(after.metadata.labels).not.toHaveProperty('team');
      const own = await ownFields();
      expect(own.map(({ operation }) => operation)).toEqual(['Apply']);
      expect(own[0]?.fieldsV1).not.toHaveProperty('f:status');
    });

    it('is put right by the next push when the controller wrote its older labels and annotations back', async () => {
      const older = await read();
      expect((await push(document('0 4 * * *', { team: 'b' }))).conclusion).toBe('success');
      const newer = await read();
      await tick(older, '2026-03-06T02:00:00Z');
      expect((await read()).metadata.annotations[annotations.schedule]).toBe(
        older.metadata.annotations[annotations.schedule],
      );

      expect((await push(document('0 5 * * *', { team: 'c' }))).conclusion).toBe('success');
      const after = await read();
      expect(after.metadata.labels.team).toBe('c');
      expect(after.spec.schedules).toEqual(['0 5 * * *']);
      expect(after.metadata.annotations[annotations.schedule]).toBe(newer.metadata.annotations[annotations.schedule]);
      expect(after.status?.lastScheduledTime).toBe('2026-03-06T02:00:00Z');
      expect((await ownFields()).map(({ operation }) => operation)).toEqual(['Apply']);
    });

    it('stays stopped, and suspended, by whoever did that', async () => {
      await note({ status: { phase: 'Stopped' }, metadata: { labels: { [completed]: 'true' } } });
      // As `argo cron suspend` does.
      await note({ spec: { suspend: true } });
      expect((await push(document('0 6 * * *'))).conclusion).toBe('success');
      const after = await read();
      expect(after.status?.phase).toBe('Stopped');
      expect(after.metadata.labels[completed]).toBe('true');
      expect(after.spec).toMatchObject({ schedules: ['0 6 * * *'], suspend: true });
    });
  },
);
