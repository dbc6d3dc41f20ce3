import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { annotations, reportFinalizer } from '../../../src/kubernetes/labels.ts';
import { startWorld, type World } from '../../world/start-world.ts';
import { tickCronWorkflow } from '../../world/tick-cron-workflow.ts';

const secret = '{{workflow.parameters.git-auth-secret}}';

function cron(name: string, script: string, spec: object = {}): string {
  const container = {
    image: 'alpine:3.22',
    command: ['sh', '-c'],
    args: [script],
    volumeMounts: [{ name: 'git', mountPath: '/git' }],
  };
  const workflowSpec = {
    entrypoint: 'main',
    arguments: { parameters: [{ name: 'revision' }, { name: 'git-auth-secret' }] },
    volumes: [{ name: 'git', secret: { secretName: secret } }],
    templates: [{ name: 'main', container }],
  };
  return JSON.stringify({
    ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'CronWorkflow', metadata: { name } },
    spec: { schedules: ['0 2 * * *'], workflowSpec, ...spec },
  });
}

const often = { schedules: ['*/10 * * * *'] };
const nightly = cron('nightly', 'test -s /git/token && test "{{workflow.parameters.revision}}" = main');
const fine = [nightly, cron('often', 'exit 0', often)].join('\n---\n');
const broken = [nightly, cron('often', 'exit 3', often)].join('\n---\n');

let world: World;
let head = '';

async function push(text: string): Promise<void> {
  const pushed = await world.github.push({ repository: world.repository, files: { '.argo-events.yaml': text } });
  head = pushed.after;
  await world.github.waitForCheckRun((each) => each.headSha === head && each.name === 'argo-events schedules', 30_000);
}

const metadataShape = z.looseObject({
  metadata: z.looseObject({
    annotations: z.record(z.string(), z.string()).default({}),
    finalizers: z.array(z.string()).default([]),
    labels: z.record(z.string(), z.string()).default({}),
  }),
});

const metadataOf = (name: string) => metadataShape.parse(world.cluster.get('workflows', 'ci', name)).metadata;

async function released(name: string): Promise<void> {
  await world.cluster.waitFor({ plural: 'workflows', namespace: 'ci', name }, (object) => {
    const { finalizers, labels } = metadataShape.parse(object).metadata;
    return labels['workflows.argoproj.io/completed'] === 'true' && !finalizers.includes(reportFinalizer);
  });
}

async function checksOf(name: string) {
  return (await world.github.checkRuns()).filter((each) => each.name === name);
}

beforeAll(async () => {
  world = await startWorld({});
  await push(fine);
});

afterAll(() => world.close());

describe('a run that the cluster’s cron controller made', () => {
  it('has its token and its check, on the head of the branch when it was first seen', async () => {
    const name = tickCronWorkflow(world.cluster, 'nightly', new Date('2026-03-05T02:00:00Z'));
    const check = await world.github.waitForCheckRun(
      (each) => each.name === 'nightly' && each.status === 'completed',
      30_000,
    );
    expect(check).toMatchObject({ headSha: head, conclusion: 'success' });
    expect(check.externalId).toMatch(new RegExp(`^ci/${name}/1/`));
    await released(name);
  });

  it('is made while the app is away, and reported when it is back', async () => {
    await world.stopApp();
    const name = tickCronWorkflow(world.cluster, 'nightly', new Date('2026-03-06T02:00:00Z'));
    await world.startApp();
    await world.github.waitForCheckRun(
      (each) => each.externalId.startsWith(`ci/${name}/`) && each.status === 'completed',
      30_000,
    );
    await released(name);
  });

  it('and runs often, is reported only where it fails, and where it is well again', async () => {
    const quiet = tickCronWorkflow(world.cluster, 'often', new Date('2026-03-05T02:00:00Z'));
    await released(quiet);
    expect(metadataOf(quiet).annotations).not.toHaveProperty([annotations.identity]);
    expect(await checksOf('often')).toEqual([]);

    await push(broken);
    for (const minute of [10, 20]) {
      const failing = tickCronWorkflow(world.cluster, 'often', new Date(`2026-03-05T02:${minute}:00Z`));
      const failed = await world.github.waitForCheckRun(
        (each) => each.externalId.startsWith(`ci/${failing}/`) && each.status === 'completed',
        30_000,
      );
      expect(failed).toMatchObject({ name: 'often', headSha: head, conclusion: 'failure' });
    }
    await push(fine);
    const recovering = tickCronWorkflow(world.cluster, 'often', new Date('2026-03-05T02:30:00Z'));
    const recovered = await world.github.waitForCheckRun(
      (each) => each.externalId.startsWith(`ci/${recovering}/`) && each.status === 'completed',
      30_000,
    );
    expect(recovered.conclusion).toBe('success');
    await released(tickCronWorkflow(world.cluster, 'often', new Date('2026-03-05T02:40:00Z')));
    expect(await checksOf('often')).toHaveLength(3);
  });

  it.each<[string, Parameters<typeof tickCronWorkflow>[3]]>([
    ['is owned by nobody', { uid: 'another' }],
    ['has a name that is not of the schedule', { name: 'something' }],
    ['has a signature that is none', { annotations: { [annotations.schedule]: 'v1.e30.AAAA' } }],
  ])('and %s is not reported', async (_, changes) => {
    const before = (await checksOf('nightly')).length;
    const at = new Date(Date.UTC(2026, 2, 7, 2) + before * 60_000);
    const logged = world.logged.length;
    const name = tickCronWorkflow(world.cluster, 'nightly', at, changes);
    await world.cluster.waitFor(
      { plural: 'workflows', namespace: 'ci', name },
      (object) =>
        object === undefined ||
        metadataShape.parse(object).metadata.labels['workflows.argoproj.io/completed'] === 'true',
    );
    await world.settle();
    expect(await checksOf('nightly')).toHaveLength(before);
    const said = world.logged.slice(logged).join('\n');
    expect(said).toContain('report.forged-identity');
  });

  it('is one of a schedule that follows its branch also where the store is new and nothing told of the push', async () => {
    await world.stopApp();
    for (const end of ['', '-wal', '-shm']) await rm(join(world.directory, `events.db${end}`), { force: true });
    const place = { plural: 'cronworkflows', namespace: 'ci', name: 'often' };
    expect(world.cluster.get(place.plural, place.namespace, place.name)).toBeDefined();
    await world.github.setDeliveryCopies({ copies: 0 });
    await world.github.push({ repository: world.repository, files: { '.argo-events.yaml': nightly } });
    await world.github.setDeliveryCopies({ copies: 1 });
    await world.startApp();
    await world.cluster.waitFor(place, (object) => object === undefined, 30_000);
    expect(world.cluster.get('cronworkflows', 'ci', 'nightly')).toBeDefined();
  });

  it('is the last one where the App is taken away from the repository', async () => {
    const name = tickCronWorkflow(world.cluster, 'nightly', new Date('2026-03-09T02:00:00Z'));
    await world.github.waitForCheckRun((each) => each.externalId.startsWith(`ci/${name}/`), 30_000);
    await world.github.changeInstallation({ installation: world.installation, remove: [world.repository] });
    await world.cluster.waitFor(
      { plural: 'cronworkflows', namespace: 'ci', name: 'nightly' },
      (object) => object === undefined,
    );
  });
});
