import { expect, it } from 'vitest';
import { makeCronRun } from '../../world/make-cron-run.ts';
import { workflowsPath } from './read-workflows.ts';
import type { WaysWorld } from './start-ways-world.ts';

const patient = { timeout: 60_000, interval: 250 };

/** A document of the repository's file. */
export const nightly = JSON.stringify({
  ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'CronWorkflow', metadata: { name: 'nightly' } },
  spec: {
    schedules: ['0 2 * * *'],
    workflowSpec: {
      entrypoint: 'main',
      templates: [{ name: 'main', container: { image: 'busybox', command: ['true'] } }],
    },
  },
});

interface Written {
  metadata: { name: string; uid: string; resourceVersion: string; generation: number };
}

/** CronWorkflows, which Argo's controller runs and the leader keeps and reports. */
export function describeCrons(current: () => WaysWorld): void {
  async function readCron(name: string): Promise<Written> {
    const path = `/apis/argoproj.io/v1alpha1/namespaces/ci/cronworkflows/${name}`;
    return (await current().server.call({ method: 'GET', path })) as Written;
  }

  it('keep CronWorkflows of the operator and of a repository, and write none of them again for another leader', async () => {
    for (const name of ['sweeping', 'nightly']) {
      await expect.poll(() => readCron(name).then(({ metadata }) => metadata.generation, String), patient).toBe(1);
    }
  });

  /** As the controller does; gives how to tell the check of what it made. */
  async function tick(due: string): Promise<(check: { externalId: string }) => boolean> {
    const { workflow } = makeCronRun(await readCron('nightly'), new Date(due));
    const created = (await current().server.call({ method: 'POST', path: workflowsPath, body: workflow })) as Written;
    return ({ externalId }) => externalId.startsWith(`ci/${created.metadata.name}/1/`);
  }

  it('report what Argo’s controller makes of a CronWorkflow once, also when the leader is killed right then', async () => {
    const { github } = current();
    const leader = await current().leader();
    const isFirst = await tick('2026-03-05T02:00:00Z');
    await current().endReplica(leader, 'SIGKILL');
    await current().leader();
    await github.waitForCheckRun(isFirst, 60_000);
    await current().addReplica();
    await github.waitForCheckRun(await tick('2026-03-06T02:00:00Z'), 60_000);
    expect((await github.checkRuns()).filter(isFirst)).toHaveLength(1);
  });
}
