import { describe, expect, it } from 'vitest';
import { openTestCluster } from '../../../dev/cluster/open-test-cluster.ts';
import type { ClusterConnection } from '../../kubernetes/connection/connect-cluster.ts';
import { openClusterObjects } from '../../kubernetes/objects/open-cluster-objects.ts';
import type { Policy } from '../../policy/file/policy.ts';
import { annotations, labels, reportFinalizer } from '../../run/labels.ts';
import { createArgoLocks } from '../../run/locks/argo-locks.ts';
import {
  commit,
  makeDelivery,
  makePullRequest,
  makePush,
  receivedAt,
  repository,
} from '../../run/testing/deliveries.ts';
import { signer } from '../../run/testing/requests.ts';
import { findOwnCrons } from '../../schedule/finding/find-own-crons.ts';
import { lookThroughInstallations } from '../../schedule/finding/look-through-installations.ts';
import { listLookedThrough } from '../../schedule/finding/looked-through.ts';
import { cronKind } from '../../schedule/sync/cron-kind.ts';
import { resyncAll } from '../../schedule/sync/resync-all.ts';
import { readScheduleIdentity } from '../../schedule/sync/schedule-identity.ts';
import { listScheduleRows } from '../../schedule/sync/schedule-rows.ts';
import { emptyWorld } from '../../trigger/testing/empty-world.ts';
import type { FlowTools } from '../flow-tools.ts';
import { setStage } from '../testing/stage.ts';
import { scheduleTools } from './schedule-tools.ts';

const template = { name: 'main', container: { image: 'alpine', command: ['true'] } };
const workflowSpec = { entrypoint: 'main', templates: [template] };

function cron(name = 'nightly', spec: object = {}, metadata: object = {}): object {
  const whole = { schedules: ['0 2 * * *'], timezone: 'Europe/Berlin', workflowSpec, ...spec };
  return { apiVersion: 'argoproj.io/v1alpha1', kind: 'CronWorkflow', metadata: { name, ...metadata }, spec: whole };
}

function file(...documents: object[]): Record<string, string> {
  return { '.argo-events.yaml': documents.map((each) => JSON.stringify(each)).join('\n---\n') };
}

const { signal } = new AbortController();

async function setUp(changes: Partial<FlowTools> = {}) {
  const cluster = await openTestCluster({ runWorkflows: false });
  const connection: ClusterConnection = {
    server: cluster.url,
    authorize: async () => ({ headers: { authorization: `Bearer ${cluster.token}` }, dispatcher: undefined }),
  };
  const objects = openClusterObjects(connection, { timeoutMs: 5000, now: Date.now });
  const stage = setStage({ triggers: { ...emptyWorld, cluster: objects }, ...changes });
  let pushes = 0;
  return {
    ...{ ...stage, kube: cluster, objects },
    live: (name = 'nightly', namespace = 'ci') => cluster.get('cronworkflows', namespace, name) as Live | undefined,
    /** Pushes to the default branch, a minute after the push before. */
    push(files: Record<string, string>, { after = commit, minute = pushes }: { after?: string; minute?: number } = {}) {
      pushes += 1;
      stage.commit(files, after);
      stage.commit(files, 'HEAD');
      const pushedAt = Math.floor(receivedAt / 1000) - 3600 + minute * 60;
      const body = { after, repository: { ...repository, pushed_at: pushedAt } };
      return stage.handle(makePush(body, { id: `d-${pushes}` }));
    },
    /** What GitHub says of the repository now. */
    know(state: { isArchived?: boolean; name?: string; defaultBranch?: string } = {}) {
      const name = state.name ?? 'shop';
      stage.github.repositories.set(`acme/${name}`, {
        ...{ id: 42, owner: 'acme', name, fullName: `acme/${name}`, url: '', cloneUrl: '', private: true },
        ...{ isArchived: false, defaultBranch: 'main', pushedAt: receivedAt + 600_000, ...state },
      });
    },
    async said(name: string) {
      return (await stage.checks()).filter((each) => each.name === name);
    },
    resync: () => resyncAll({ ...scheduleTools(stage.tools), log: stage.tools.log }, signal),
    find: () =>
      findOwnCrons({ ...scheduleTools(stage.tools), log: stage.tools.log, namespaces: async () => ['ci'] }, signal),
    /** `pages`: ids of the repositories that the installation reaches, a page each. */
    lookThrough(pages: number[][]) {
      const installations = {
        async listRepositories(_installation: number, page: number) {
          const ids = pages[page - 1] ?? [];
          const repositories = ids.map((id) => ({ id, owner: 'acme', name: id === 42 ? 'shop' : `r${id}` }));
          return { ok: true as const, value: { repositories, isLast: page >= pages.length } };
        },
      };
      return lookThroughInstallations({ ...scheduleTools(stage.tools), log: stage.tools.log, installations }, signal);
    },
  };
}

interface Live {
  metadata: { uid: string; labels: Record<string, string>; annotations: Record<string, string> };
  spec: { workflowSpec: Record<string, unknown>; [field: string]: unknown };
}

describe('a CronWorkflow of the default branch', () => {
  it('is in the cluster after the push, under its own name, and a check says when it runs next', async () => {
    const stage = await setUp();
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
    const stage = await setUp();
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
    const stage = await setUp();
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
    const stage = await setUp();
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
    const stage = await setUp();
    await stage.push(file(cron()));
    await stage.push({ '.argo-events.yaml': 'a: [' }, { after: 'd'.repeat(40) });
    expect(stage.live()).toBeDefined();
    await stage.push(file(cron('nightly', { schedules: ['61 * * * *'] })), { after: 'e'.repeat(40) });
    expect(stage.live()?.spec.schedules).toEqual(['0 2 * * *']);
  });

  it('that belongs to somebody else is not touched: a problem says so', async () => {
    const stage = await setUp();
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
    const stage = await setUp();
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
    const stage = await setUp();
    await stage.push(file(document));
    expect([stage.live(), stage.live('nightly', 'prod')]).toEqual([undefined, undefined]);
    expect((await stage.said('argo-events'))[0]?.output.summary).toContain(code);
  });

  it('knows its repository, and names the Secret with the token of each run', async () => {
    const stage = await setUp();
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
    const stage = await setUp({ argoLocks });
    await stage.push(file(cron(), cron('twice', { schedules: ['@daily', '@weekly'] })));
    expect(stage.live()?.spec).toMatchObject({ schedule: '0 2 * * *' });
    expect(stage.live()?.spec).not.toHaveProperty('schedules');
    expect((await stage.said('argo-events'))[0]?.output.summary).toContain('schedule.one-schedule');
  });

  it('of an older push never comes over a newer one', async () => {
    const stage = await setUp();
    await stage.push(file(cron('nightly', { schedules: ['@daily'] })), { minute: 5 });
    await stage.push(file(cron()), { after: 'd'.repeat(40), minute: 4 });
    expect(stage.live()?.spec.schedules).toEqual(['@daily']);
  });

  it('is the default branch’s alone', async () => {
    const stage = await setUp();
    stage.commit(file(cron()));
    await stage.handle(makePush({ ref: 'refs/heads/topic' }));
    expect(stage.live()).toBeUndefined();
    expect(await stage.said('argo-events schedules')).toEqual([]);
  });

  it('comes again while the cluster does not answer, and the same push twice says it once', async () => {
    const stage = await setUp();
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

describe('what happens to the repository', () => {
  const changed = (action: string, more: object = {}) =>
    makeDelivery('repository', { action, ...more }, { id: `r-${action}` });

  it('an archived one has no schedules, until it is used again', async () => {
    const stage = await setUp();
    await stage.push(file(cron()));
    stage.know({ isArchived: true });
    await stage.handle(changed('archived'));
    expect(stage.live()).toBeUndefined();
    stage.know();
    await stage.handle(changed('unarchived'));
    expect(stage.live()).toBeDefined();
  });

  it('a new name, and a new default branch, are in what its runs are told', async () => {
    const stage = await setUp();
    await stage.push(file(cron()));
    stage.know({ name: 'store', defaultBranch: 'trunk' });
    await stage.handle(changed('renamed', { repository: { ...repository, name: 'store', full_name: 'acme/store' } }));
    const place = { namespace: 'ci', name: 'nightly' };
    const noted = stage.live()?.metadata.annotations[annotations.schedule];
    expect(readScheduleIdentity(signer, place, noted)).toMatchObject({ repository: 'store', branch: 'trunk' });
  });

  it('a default branch that has other schedules brings them, also as the first', async () => {
    const stage = await setUp();
    stage.know({ defaultBranch: 'trunk' });
    stage.commit(file(cron('trunks')), 'HEAD');
    await stage.handle(changed('edited', { changes: { description: { from: 'x' } } }));
    expect(stage.live('trunks')).toBeUndefined();
    await stage.handle(changed('edited', { changes: { default_branch: { from: 'main' } } }));
    expect(stage.live('trunks')).toBeDefined();
  });

  it('one that is new to the App gets its schedules at once, and one that has none costs a single call', async () => {
    const stage = await setUp();
    stage.know();
    stage.commit(file(cron()), 'HEAD');
    const added = { action: 'added', repositories_added: [{ id: 42, full_name: 'acme/shop' }] };
    await stage.handle(makeDelivery('installation_repositories', { ...added, repository: undefined }));
    expect(stage.live()).toBeDefined();
    stage.commit({}, 'HEAD');
    stage.github.calls.length = 0;
    const other = { action: 'created', repositories: [{ id: 43, full_name: 'acme/other' }], repository: undefined };
    await stage.handle(makeDelivery('installation', other, { id: 'i-2' }));
    expect(stage.github.calls).toEqual(['files HEAD']);
  });

  it.each(['deleted', 'suspend'])('without the App there are none: %s', async (action) => {
    let active = false;
    const installations: FlowTools['installations'] = {
      isActive: async () => ({ ok: true, value: active }),
      findInstallation: async () => ({ ok: true, value: undefined }),
    };
    const stage = await setUp({ installations });
    await stage.push(file(cron()));
    const installation = (what: string) =>
      makeDelivery('installation', { action: what, repository: undefined }, { id: what });
    expect(await stage.handle(installation(action))).toEqual({ kind: 'done' });
    expect(stage.live()).toBeUndefined();
    await stage.resync();
    expect(stage.live()).toBeUndefined();
    active = true;
    stage.know();
    await stage.handle(installation('unsuspend'));
    expect(stage.live() !== undefined).toBe(action === 'suspend');
  });
});

describe('the hourly look', () => {
  it('makes good what somebody changed or deleted in the cluster, and follows the branch', async () => {
    const stage = await setUp();
    await stage.push(file(cron('one'), cron('two')));
    const { uid } = stage.live('two')?.metadata ?? {};
    const place = {
      served: { apiVersion: 'argoproj.io/v1alpha1', kind: 'CronWorkflow', plural: 'cronworkflows', namespaced: true },
      namespace: 'ci',
      name: 'two',
    };
    await stage.objects.deleteObject(place, { uid }, { dryRun: false });
    await stage.objects.patchObject(
      { ...place, name: 'one' },
      { strategy: 'application/merge-patch+json', body: { spec: { schedules: ['@yearly'] } } },
      { dryRun: false },
    );
    stage.know();
    await stage.resync();
    expect([stage.live('one')?.spec.schedules, stage.live('two')?.spec.schedules]).toEqual([
      ['0 2 * * *'],
      ['0 2 * * *'],
    ]);
    stage.commit({}, 'HEAD');
    await stage.resync();
    expect([stage.live('one'), stage.live('two')]).toEqual([undefined, undefined]);
  });

  it('takes the schedules of a repository that is gone', async () => {
    const stage = await setUp();
    await stage.push(file(cron()));
    await stage.resync();
    expect(stage.live()).toBeUndefined();
  });

  it('obeys a policy that says no by now', async () => {
    let policy: Policy | undefined;
    const stage = await setUp({ policy: () => policy });
    await stage.push(file(cron()));
    stage.know();
    policy = { operators: [], defaults: { triggers: [] }, untrusted: {}, repositories: [] };
    await stage.resync();
    expect(stage.live()).toBeUndefined();
  });
});

describe('a store that is new', () => {
  async function forgotten() {
    const stage = await setUp();
    await stage.push(file(cron('one'), cron('two')));
    await stage.records.remove('schedules', '42');
    stage.know();
    return stage;
  }

  it('finds the CronWorkflows that this app made, and has them follow the branch', async () => {
    const stage = await forgotten();
    stage.commit(file(cron('two', { schedules: ['0 3 * * *'] })), 'HEAD');
    await stage.find();
    expect(stage.live('one')).toBeUndefined();
    expect(stage.live('two')?.spec.schedules).toEqual(['0 3 * * *']);
    expect((await listScheduleRows(stage.records)).map(({ repository }) => repository.id)).toEqual([42]);
    stage.github.calls.length = 0;
    await stage.find();
    expect(stage.github.calls).toEqual([]);
  });

  it('takes them out of the cluster where the branch has none any more', async () => {
    const stage = await forgotten();
    stage.commit({}, 'HEAD');
    await stage.find();
    expect([stage.live('one'), stage.live('two')]).toEqual([undefined, undefined]);
    expect(await listScheduleRows(stage.records)).toEqual([]);
  });

  it('leaves them as they are while GitHub does not say, and looks at them the next hour', async () => {
    const stage = await forgotten();
    stage.github.answer = () => ({ kind: 'later', message: '502' });
    await stage.find();
    expect([stage.live('one'), stage.live('two')]).not.toContain(undefined);
    stage.github.answer = () => undefined;
    stage.commit({}, 'HEAD');
    await stage.resync();
    expect(stage.live('one')).toBeUndefined();
  });

  it('does not touch what another made with its labels', async () => {
    const stage = await forgotten();
    await stage.find();
    await stage.records.remove('schedules', '42');
    for (const name of ['one', 'two']) {
      const place = { served: cronKind, namespace: 'ci', name };
      const body = { metadata: { annotations: { [annotations.schedule]: 'v1.e30.AAAA' } } };
      await stage.objects.patchObject(place, { strategy: 'application/merge-patch+json', body }, { dryRun: false });
    }
    stage.github.calls.length = 0;
    await stage.find();
    expect(stage.github.calls).toEqual([]);
    expect(stage.live('one')).toBeDefined();
  });
});

describe('an installation of more repositories than one event asks for', () => {
  const many = Array.from({ length: 501 }, (_, index) => ({ id: index + 1, full_name: `acme/r${index + 1}` }));

  it('is looked at a page at a time, each page once', async () => {
    const stage = await setUp();
    stage.know();
    await stage.handle(makeDelivery('installation', { action: 'created', repositories: many, repository: undefined }));
    expect(stage.github.calls).toEqual([]);
    await stage.lookThrough([[1, 2], [42]]);
    expect(stage.github.calls.splice(0)).toEqual(['files HEAD', 'files HEAD']);
    expect(await listLookedThrough(stage.records)).toMatchObject([{ installationId: 7, nextPage: 2 }]);
    stage.commit(file(cron()), 'HEAD');
    await stage.lookThrough([[1, 2], [42]]);
    expect(stage.live()).toBeDefined();
    stage.github.calls.length = 0;
    await stage.lookThrough([[1, 2], [42]]);
    expect(stage.github.calls).toEqual([]);
  });

  it('has a page begun again where GitHub failed, and goes on in the end', async () => {
    const stage = await setUp();
    await stage.handle(makeDelivery('installation', { action: 'created', repositories: many, repository: undefined }));
    stage.github.answer = () => ({ kind: 'later', message: '502' });
    await stage.lookThrough([[1, 2], [3]]);
    await stage.lookThrough([[1, 2], [3]]);
    expect(await listLookedThrough(stage.records)).toMatchObject([{ nextPage: 1, tries: 2 }]);
    await stage.lookThrough([[1, 2], [3]]);
    expect(await listLookedThrough(stage.records)).toMatchObject([{ nextPage: 2 }]);
  });
});
