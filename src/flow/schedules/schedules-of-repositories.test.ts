import { describe, expect, it } from 'vitest';
import { annotations } from '../../kubernetes/labels.ts';
import type { Policy } from '../../policy/file/policy.ts';
import { makeDelivery, repository } from '../../run/testing/deliveries.ts';
import { signer } from '../../run/testing/requests.ts';
import { cronKind } from '../../schedule/cron-workflow/cron-kind.ts';
import { readScheduleIdentity } from '../../schedule/cron-workflow/schedule-identity.ts';
import { listLookedThrough } from '../../schedule/finding/looked-through.ts';
import { listScheduleRows } from '../../schedule/repository/schedule-rows.ts';
import type { FlowTools } from '../flow-tools.ts';
import { cron, file, setUpSchedules } from './testing/set-up-schedules.ts';

describe('what happens to the repository', () => {
  const changed = (action: string, more: object = {}) =>
    makeDelivery('repository', { action, ...more }, { id: `r-${action}` });

  it('an archived one has no schedules, until it is used again', async () => {
    const stage = await setUpSchedules();
    await stage.push(file(cron()));
    stage.know({ isArchived: true });
    await stage.handle(changed('archived'));
    expect(stage.live()).toBeUndefined();
    stage.know();
    await stage.handle(changed('unarchived'));
    expect(stage.live()).toBeDefined();
  });

  it('a new name, and a new default branch, are in what its runs are told', async () => {
    const stage = await setUpSchedules();
    await stage.push(file(cron()));
    stage.know({ name: 'store', defaultBranch: 'trunk' });
    await stage.handle(changed('renamed', { repository: { ...repository, name: 'store', full_name: 'acme/store' } }));
    const place = { namespace: 'ci', name: 'nightly' };
    const noted = stage.live()?.metadata.annotations[annotations.schedule];
    expect(readScheduleIdentity(signer, place, noted)).toMatchObject({ repository: 'store', branch: 'trunk' });
  });

  it('a default branch that has other schedules brings them, also as the first', async () => {
    const stage = await setUpSchedules();
    stage.know({ defaultBranch: 'trunk' });
    stage.commit(file(cron('trunks')), 'HEAD');
    await stage.handle(changed('edited', { changes: { description: { from: 'x' } } }));
    expect(stage.live('trunks')).toBeUndefined();
    await stage.handle(changed('edited', { changes: { default_branch: { from: 'main' } } }));
    expect(stage.live('trunks')).toBeDefined();
  });

  it('one that is new to the App gets its schedules at once, and one that has none costs a single call', async () => {
    const stage = await setUpSchedules();
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
    const stage = await setUpSchedules({ installations });
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
    const stage = await setUpSchedules();
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
    const stage = await setUpSchedules();
    await stage.push(file(cron()));
    await stage.resync();
    expect(stage.live()).toBeUndefined();
  });

  it('obeys a policy that says no by now', async () => {
    let policy: Policy | undefined;
    const stage = await setUpSchedules({ policy: () => policy });
    await stage.push(file(cron()));
    stage.know();
    policy = { operators: [], defaults: { triggers: [] }, untrusted: {}, repositories: [] };
    await stage.resync();
    expect(stage.live()).toBeUndefined();
  });
});

describe('a store that is new', () => {
  async function forgotten() {
    const stage = await setUpSchedules();
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
    const stage = await setUpSchedules();
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
    const stage = await setUpSchedules();
    await stage.handle(makeDelivery('installation', { action: 'created', repositories: many, repository: undefined }));
    stage.github.answer = () => ({ kind: 'later', message: '502' });
    await stage.lookThrough([[1, 2], [3]]);
    await stage.lookThrough([[1, 2], [3]]);
    expect(await listLookedThrough(stage.records)).toMatchObject([{ nextPage: 1, tries: 2 }]);
    await stage.lookThrough([[1, 2], [3]]);
    expect(await listLookedThrough(stage.records)).toMatchObject([{ nextPage: 2 }]);
  });
});
