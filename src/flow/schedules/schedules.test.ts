import { describe, expect, it } from 'vitest';
import { annotations, labels, reportFinalizer } from '../../kubernetes/labels.ts';
import { createArgoLocks } from '../../run/locks/argo-locks.ts';
import { commit, makePullRequest, makePush, repository } from '../../run/testing/deliveries.ts';
import { signer } from '../../run/testing/requests.ts';
import { readScheduleIdentity } from '../../schedule/cron-workflow/schedule-identity.ts';
import { listScheduleRows } from '../../schedule/repository/schedule-rows.ts';
import { cron, file, setUpSchedules, workflowSpec } from './testing/set-up-schedules.ts';

describe('a CronWorkflow of the default branch', () => {
  it('is in the cluster after the push, under its own name, and a check says when it runs next', async () => {
    const stage = await setUpSchedules();
    expect(await stage.push(file(cron()))).toEqual({ kind: 'done' });

    const live = stage.live();
    const own = { [labels.managedBy]: '9', [labels.repositoryId]: '42' };
    expect(live?.metadata.labels).toEqual(own);
    expect(live?.spec).toMatchObject({
      schedules: ['0 2 * * *'],
      timezone: 'Europe/Berlin',
      workflowSpec: { ...workflowSpec, activeDeadlineSeconds: 21_600 },
      workflowMetadata: { labels: own, finalizers: [reportFinalizer] },
    });
    const identity = readScheduleIdentity(
      signer,
      { namespace: 'ci', name: 'nightly' },
      live?.metadata.annotations[annotations.schedule],
    );
    expect(identity).toMatchObject({ repositoryId: 42, owner: 'acme', branch: 'main', report: 'always' });
    expect(stage.watched).toEqual(['ci']);
    const [check] = await stage.said('argo-events schedules');
    expect(check).toMatchObject({ headSha: commit, conclusion: 'success', output: { title: '1 schedule: 1 new' } });
    expect(check?.output.summary.split('\n')).toEqual([
      '**nightly** new: `0 2 * * *` in Europe/Berlin',
      '',
      '- Thu 2026-03-05 02:00 +01:00',
      '- Fri 2026-03-06 02:00 +01:00',
      '- Sat 2026-03-07 02:00 +01:00',
      '- Sun 2026-03-08 02:00 +01:00',
      '- Mon 2026-03-09 02:00 +01:00',
    ]);
  });

  it('follows the file: what changed is changed, what is not there any more is deleted', async () => {
    const stage = await setUpSchedules();
    await stage.push(file(cron('one', { suspend: true }), cron('two')));
    const uid = stage.live('one')?.metadata.uid;
    await stage.push(file(cron('one', { schedules: ['@daily'] }), cron('three')), { after: 'd'.repeat(40) });

    expect(stage.live('one')?.metadata.uid).toBe(uid);
    // A field that was taken out is taken out.
    expect(stage.live('one')?.spec).not.toHaveProperty('suspend');
    expect(stage.live('one')?.spec.schedules).toEqual(['@daily']);
    expect([stage.live('two'), stage.live('three')]).toEqual([undefined, expect.anything()]);
    const [, check] = await stage.said('argo-events schedules');
    expect(check?.output.title).toBe('3 schedules: 1 new, 1 changed, 1 removed');
  });

  it('leaves a person’s suspension and the controller’s status alone', async () => {
    const stage = await setUpSchedules();
    await stage.push(file(cron()));
    const place = {
      served: { apiVersion: 'argoproj.io/v1alpha1', kind: 'CronWorkflow', plural: 'cronworkflows', namespaced: true },
      namespace: 'ci',
      name: 'nightly',
    };
    const body = { spec: { suspend: true }, status: { succeeded: 3 } };
    await fetch(
      `${stage.kube.url}/apis/argoproj.io/v1alpha1/namespaces/ci/cronworkflows/nightly?fieldManager=kubectl`,
      {
        method: 'PATCH',
        headers: { authorization: `Bearer ${stage.kube.token}`, 'content-type': 'application/merge-patch+json' },
        body: JSON.stringify(body),
      },
    );
    await stage.push(file(cron('nightly', { schedules: ['@daily'] })), { after: 'd'.repeat(40) });
    expect((await stage.objects.getObject(place)).ok).toBe(true);
    expect(stage.live()).toMatchObject({ spec: { suspend: true, schedules: ['@daily'] }, status: { succeeded: 3 } });
  });

  it('goes with the file', async () => {
    const stage = await setUpSchedules();
    await stage.push(file(cron()));
    await stage.push({}, { after: 'd'.repeat(40) });
    expect(stage.live()).toBeUndefined();
    expect(await listScheduleRows(stage.records)).toEqual([]);
    expect((await stage.said('argo-events schedules'))[1]?.output).toMatchObject({
      title: '1 schedule: 1 removed',
      summary: '**nightly** removed: `0 2 * * *` in Europe/Berlin',
    });
  });

  it('stays while the file, or its document, is broken', async () => {
    const stage = await setUpSchedules();
    await stage.push(file(cron()));
    await stage.push({ '.argo-events.yaml': 'a: [' }, { after: 'd'.repeat(40) });
    expect(stage.live()).toBeDefined();
    await stage.push(file(cron('nightly', { schedules: ['61 * * * *'] })), { after: 'e'.repeat(40) });
    expect(stage.live()?.spec.schedules).toEqual(['0 2 * * *']);
  });

  it('that belongs to somebody else is not touched: a problem says so', async () => {
    const stage = await setUpSchedules();
    const own = { [labels.managedBy]: '9', [labels.repositoryId]: '42' };
    // The labels alone make nobody an owner.
    const foreign = cron('nightly', {}, { namespace: 'ci', labels: own });
    stage.kube.create(foreign as Parameters<typeof stage.kube.create>[0]);
    await stage.push(file(cron('nightly', { schedules: ['@daily'] })));
    expect(stage.live()?.spec.schedules).toEqual(['0 2 * * *']);
    const [check] = await stage.said('argo-events');
    expect(check).toMatchObject({ conclusion: 'failure' });
    expect(check?.output.summary).toContain('schedule.name-taken');
    await stage.push({}, { after: 'd'.repeat(40) });
    expect(stage.live()).toBeDefined();
  });

  it('is judged by the policy, on a pull request already, and does not run where it says no', async () => {
    const stage = await setUpSchedules();
    await stage.push(file(cron()));
    const host = { volumes: [{ name: 'host', hostPath: { path: '/' } }] };
    const wrong = file(cron('nightly', { workflowSpec: { ...workflowSpec, ...host } }));
    stage.commit(wrong, 'd'.repeat(40));
    await stage.handle(
      makePullRequest(
        { head: { ref: 'topic', sha: 'd'.repeat(40), repo: { id: 42, full_name: 'acme/shop' } } },
        { id: 'p-1' },
      ),
    );
    expect(stage.live()).toBeDefined();
    expect((await stage.said('argo-events'))[0]?.output.summary).toContain('policy.feature');
    await stage.push(wrong, { after: 'd'.repeat(40) });
    expect(stage.live()).toBeUndefined();
  });

  it.each<[string, object, string]>([
    ['of another namespace', cron('nightly', {}, { namespace: 'prod' }), 'policy.namespace'],
    [
      'with metadata of the app',
      cron('nightly', {}, { labels: { [labels.managedBy]: '9' } }),
      'policy.reserved-metadata',
    ],
    [
      'with runs’ metadata of the app',
      cron('nightly', { workflowMetadata: { annotations: { [annotations.schedule]: 'x' } } }),
      'policy.reserved-metadata',
    ],
    [
      'that reads a Secret',
      cron('nightly', { workflowSpec: { ...workflowSpec, volumes: [{ name: 's', secret: { secretName: 'prod' } }] } }),
      'policy.secret',
    ],
  ])('%s is refused', async (_, document, code) => {
    const stage = await setUpSchedules();
    await stage.push(file(document));
    expect([stage.live(), stage.live('nightly', 'prod')]).toEqual([undefined, undefined]);
    expect((await stage.said('argo-events'))[0]?.output.summary).toContain(code);
  });

  it('knows its repository, and names the Secret with the token of each run', async () => {
    const stage = await setUpSchedules();
    const parameters = ['revision', 'repo-url', 'event', 'git-auth-secret'].map((name) => ({ name }));
    const volumes = [{ name: 'git', secret: { secretName: '{{workflow.parameters.git-auth-secret}}' } }];
    await stage.push(file(cron('nightly', { workflowSpec: { ...workflowSpec, volumes, arguments: { parameters } } })));
    expect(stage.live()?.spec.workflowSpec.arguments).toEqual({
      parameters: [
        { name: 'revision', value: 'main' },
        { name: 'repo-url', value: repository.clone_url },
        { name: 'event', value: 'schedule' },
        { name: 'git-auth-secret', value: '{{workflow.name}}' },
      ],
    });
  });

  it('is written as an older Argo wants it', async () => {
    const argoLocks = createArgoLocks({ major: 3, minor: 5 });
    const stage = await setUpSchedules({ argoLocks });
    await stage.push(file(cron(), cron('twice', { schedules: ['@daily', '@weekly'] })));
    expect(stage.live()?.spec).toMatchObject({ schedule: '0 2 * * *' });
    expect(stage.live()?.spec).not.toHaveProperty('schedules');
    expect((await stage.said('argo-events'))[0]?.output.summary).toContain('schedule.one-schedule');
  });

  it('of an older push never comes over a newer one', async () => {
    const stage = await setUpSchedules();
    await stage.push(file(cron('nightly', { schedules: ['@daily'] })), { minute: 5 });
    await stage.push(file(cron()), { after: 'd'.repeat(40), minute: 4 });
    expect(stage.live()?.spec.schedules).toEqual(['@daily']);
  });

  it('is the default branch’s alone', async () => {
    const stage = await setUpSchedules();
    stage.commit(file(cron()));
    await stage.handle(makePush({ ref: 'refs/heads/topic' }));
    expect(stage.live()).toBeUndefined();
    expect(await stage.said('argo-events schedules')).toEqual([]);
  });

  it('comes again while the cluster does not answer, and the same push twice says it once', async () => {
    const stage = await setUpSchedules();
    stage.kube.injectFault({
      match: { path: '/apis/argoproj.io/v1alpha1/namespaces/ci/cronworkflows/nightly' },
      fault: { status: 503 },
    });
    const first = file(cron());
    expect(await stage.push(first, { minute: 0 })).toMatchObject({
      kind: 'retry',
      problem: { code: 'schedule.cluster-away' },
    });
    expect(await stage.push(first, { minute: 0 })).toEqual({ kind: 'done' });
    await stage.push(first, { minute: 0 });
    expect(stage.live()).toBeDefined();
    expect(await stage.said('argo-events schedules')).toHaveLength(1);
  });
});
