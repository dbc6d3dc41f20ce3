import { describe, expect, it } from 'vitest';
import type { Delivery } from '../../bus/event-bus.ts';
import { commit, makeDelivery, makePullRequest, makePush } from '../../run/testing/deliveries.ts';
import { makeWorkflow } from '../../run/testing/requests.ts';
import { type Stage, setStage } from '../testing/stage.ts';
import { sweepWaitingChecks } from '../waiting/sweep-waiting-checks.ts';
import { noteWaitingCheck } from '../waiting/waiting-notes.ts';

/** A Sensor that waits for an event of each of the two names. */
const joining = (one: string, other: string) => `
apiVersion: argoproj.io/v1alpha1
kind: Sensor
metadata: { name: both }
spec:
  dependencies:
    - { name: left, eventSourceName: github, eventName: ${one} }
    - { name: right, eventSourceName: github, eventName: ${other} }
  triggers:
    - template:
        name: run
        conditions: left && right
        argoWorkflow: { operation: submit, source: { file: { path: .argo/ci.yaml } } }
`;
const ci = '---\npipelines: { ci: { on: push, workflow: .argo/ci.yaml } }\n';
const workflow = JSON.stringify(makeWorkflow());

const push = (id: string): Delivery => makePush({ ref: 'refs/heads/topic' }, { id });
const pull = (id: string): Delivery => makePullRequest({}, { id });

/** The default branch has one file, the commit that events are about has another. */
function setFiles(onDefault: string, atCommit = ci) {
  const stage = setStage();
  stage.commit({ '.argo-events.yaml': onDefault, '.argo/ci.yaml': workflow }, 'HEAD');
  stage.commit({ '.argo-events.yaml': atCommit, '.argo/ci.yaml': workflow });
  return stage;
}

describe('a Sensor of the default branch that joins events', () => {
  it('fires once both have come, on the commit of the last', async () => {
    const { handle, runs } = setFiles(joining('push', 'pull_request'), 'pipelines: {}');
    await handle(push('d-1'));
    expect(runs()).toEqual([]);

    expect(await handle(pull('d-2'))).toEqual({ kind: 'done' });
    expect(runs()).toMatchObject([
      { checkName: 'both/run', sensor: 'both', dependencies: ['left', 'right'], delivery: 'd-2', commit },
    ]);
  });

  it('fires beside what the file of the commit starts', async () => {
    const { handle, runs } = setFiles(joining('push', 'pull_request'));
    await handle(pull('d-1'));
    await handle(push('d-2'));

    expect(
      runs()
        .map((each) => each.checkName)
        .toSorted(),
    ).toEqual(['both/run', 'ci']);
  });

  it('does not wait with what a stranger’s pull request said', async () => {
    const { handle, runs } = setFiles(joining('push', 'pull_request'), 'pipelines: {}');
    await handle(makePullRequest({ fork: true }, { id: 'd-1' }));
    await handle(push('d-2'));

    expect(runs()).toEqual([]);
  });

  it('fires where the commit has no file at all', async () => {
    const { handle, runs, github } = setFiles(joining('push', 'pull_request'));
    github.files.delete(commit);
    await handle(pull('d-1'));
    await handle(push('d-2'));

    expect(runs()).toMatchObject([{ checkName: 'both/run' }]);
  });

  it('issues its firing again while the event comes again, and starts one run', async () => {
    const { handle, cluster, runs } = setFiles(joining('push', 'pull_request'), 'pipelines: {}');
    await handle(push('d-1'));
    cluster.answer = () => ({ kind: 'later', message: 'busy' });
    expect(await handle(pull('d-2'))).toMatchObject({ kind: 'retry' });
    cluster.answer = () => undefined;

    expect(await handle(pull('d-2'))).toEqual({ kind: 'done' });
    expect(await handle(pull('d-2'))).toEqual({ kind: 'done' });
    expect(runs()).toMatchObject([{ delivery: 'd-2' }]);
  });

  it('says on the commit of the first event for what it waits, where it is asked to', async () => {
    const asked = joining('push', 'pull_request').replace(
      'name: both }',
      'name: both, annotations: { argo-events-app/report: always } }',
    );
    const { handle, checks } = setFiles(asked, 'pipelines: {}');
    await handle(push('d-1'));
    await handle(push('d-1'));
    expect((await checks()).filter((each) => each.name === 'both/run')).toMatchObject([
      { name: 'both/run', headSha: commit, status: 'queued', output: { title: 'Waits for right' } },
    ]);

    await handle(pull('d-2'));
    await handle(push('d-1'));
    expect((await checks()).filter((each) => each.name === 'both/run')).toMatchObject([
      {
        name: 'both/run',
        status: 'completed',
        conclusion: 'neutral',
        output: { title: expect.stringMatching(/^Reported on/) },
      },
    ]);
  });

  const waitingOf = (resets: object[] = []) =>
    joining('push', 'pull_request')
      .replace('name: both }', 'name: both, annotations: { argo-events-app/report: always } }')
      .replace('conditions: left', `conditionsReset: ${JSON.stringify(resets)}\n        conditions: left`);
  const bothRun = async ({ checks }: Pick<Stage, 'checks'>) => {
    const own = (await checks()).filter((each) => each.name === 'both/run');
    return own.map(({ status, conclusion, output }) => [conclusion ?? status, output.title]);
  };

  it('says on the commit of an event that a newer one took its place', async () => {
    const stage = setFiles(waitingOf(), 'pipelines: {}');
    await stage.handle(push('d-1'));
    await stage.handle(push('d-3'));
    await sweepWaitingChecks(stage.tools);
    await sweepWaitingChecks(stage.tools);
    expect(await bothRun(stage)).toEqual([
      ['cancelled', 'Replaced by a newer event'],
      ['queued', 'Waits for right'],
    ]);
    await stage.handle(pull('d-4'));
    expect((await bothRun(stage))[1]).toEqual(['neutral', expect.stringMatching(/^Reported on/)]);
  });

  it('says that its reset came first, although nothing happens then', async () => {
    const stage = setFiles(waitingOf([{ byTime: { cron: '0 0 * * *', timezone: 'Europe/Berlin' } }]), 'pipelines: {}');
    await stage.handle(push('d-1'));
    await sweepWaitingChecks(stage.tools);
    expect(await bothRun(stage)).toEqual([['queued', 'Waits for right']]);
    await sweepWaitingChecks({ ...stage.tools, now: () => Date.parse('2026-03-04T22:59:59Z') });
    expect(await bothRun(stage)).toEqual([['queued', 'Waits for right']]);
    await sweepWaitingChecks({ ...stage.tools, now: () => Date.parse('2026-03-04T23:00:00Z') });
    expect(await bothRun(stage)).toEqual([['cancelled', 'Reset before the other events came']]);
    expect(await stage.records.list('waiting-checks', '')).toEqual([]);
  });

  it('does not wait on the check longer than GitHub does', async () => {
    const stage = setFiles(waitingOf(), 'pipelines: {}');
    await stage.handle(push('d-1'));
    await sweepWaitingChecks({ ...stage.tools, now: () => Date.parse('2026-03-17T06:00:00Z') });
    expect(await bothRun(stage)).toEqual([['cancelled', 'The other events have not come']]);
    await stage.handle(pull('d-2'));
    expect(stage.runs()).toHaveLength(1);
    expect(await bothRun(stage)).toEqual([['cancelled', 'The other events have not come']]);
  });

  it('concludes the check of an event that fired before its check was stored', async () => {
    const stage = setFiles(waitingOf(), 'pipelines: {}');
    const { put } = stage.records;
    let held: (() => Promise<unknown>) | undefined;
    stage.records.put = async (collection, key, ...rest) => {
      if (!key.startsWith('waiting/')) return await put(collection, key, ...rest);
      held = () => put(collection, key, ...rest);
      return 1;
    };
    await stage.handle(push('d-1'));
    stage.records.put = put;
    await stage.handle(pull('d-2'));
    await noteWaitingCheck(
      { repositoryId: 42, delivery: 'd-1', sensor: 'both', trigger: 'run' },
      { at: 0, resets: [] },
      stage.records,
    );
    await held?.();
    await sweepWaitingChecks(stage.tools);
    expect(await bothRun(stage)).toEqual([['neutral', 'The other events have come']]);
  });

  it('says nothing of waiting where it is not asked to', async () => {
    const { handle, checks } = setFiles(joining('push', 'pull_request'), 'pipelines: {}');
    await handle(push('d-1'));
    expect((await checks()).filter((each) => each.name === 'both/run')).toEqual([]);
  });

  it('waits anew after it has fired', async () => {
    const { handle, runs } = setFiles(joining('push', 'pull_request'), 'pipelines: {}');
    for (const delivery of [push('d-1'), pull('d-2'), push('d-3'), pull('d-4')]) await handle(delivery);

    expect(
      runs()
        .map((each) => each.delivery)
        .toSorted(),
    ).toEqual(['d-2', 'd-4']);
  });

  it('joins events that come at the same time, each counted once', async () => {
    const { handle, runs } = setFiles(joining('push', 'pull_request'), 'pipelines: {}');
    await Promise.all([handle(push('d-1')), handle(pull('d-2'))]);

    expect(runs()).toHaveLength(1);
  });

  it('has its check where that of any Sensor for the event stands: on the tag of a release', async () => {
    const { handle, runs, commit: put, github } = setFiles(joining('push', 'release'), 'pipelines: {}');
    put({ '.argo-events.yaml': 'pipelines: {}' }, 'refs/tags/v1');
    const tagged = github.files.get('refs/tags/v1');
    if (tagged !== undefined) tagged.commit = 'e'.repeat(40);
    await handle(push('d-1'));
    await handle(makeDelivery('release', { action: 'published', release: { id: 1, tag_name: 'v1' } }, { id: 'd-2' }));

    expect(runs()).toMatchObject([{ commit: 'e'.repeat(40) }]);
  });
});

describe('the file of the default branch, beside the one of the commit', () => {
  it('is read once, and not again while it holds no such Sensor', async () => {
    const { handle, github } = setFiles(ci);
    await handle(push('d-1'));
    await handle(pull('d-2'));

    expect(github.calls).toEqual([`files ${commit}`, 'files HEAD', `files ${commit}`]);
  });

  it('is not read for events that its Sensors do not join', async () => {
    const { handle, github } = setFiles(joining('push', 'release'));
    await handle(push('d-1'));
    await handle(pull('d-2'));

    expect(github.calls.filter((each) => each === 'files HEAD')).toHaveLength(1);
  });

  it('is not read twice for a push to the default branch itself', async () => {
    const { handle, github } = setFiles(ci);
    await handle(makePush());

    expect(github.calls).toEqual([`files ${commit}`]);
  });

  it('is waited for when GitHub does not give it', async () => {
    const { handle, github, runs } = setFiles(ci);
    github.answer = (call) =>
      call === 'files HEAD' ? { kind: 'later', message: 'limited', retryAfterMs: 9 } : undefined;

    expect(await handle(push('d-1'))).toMatchObject({ kind: 'retry', afterMs: 9 });
    expect(runs()).toEqual([]);
  });

  it('may be absent', async () => {
    const { handle, github, runs } = setFiles(ci);
    github.files.delete('HEAD');

    expect(await handle(push('d-1'))).toEqual({ kind: 'done' });
    expect(runs()).toMatchObject([{ checkName: 'ci' }]);
  });
});

describe('such a Sensor on another branch', () => {
  it('is not asked, which the runs of its file are told', async () => {
    const { handle, runs } = setFiles(ci, `${joining('push', 'pull_request')}${ci}`);
    await handle(pull('d-1'));
    await handle(push('d-2'));

    expect(runs()).toMatchObject([{ checkName: 'ci', notes: [expect.stringContaining('both')] }]);
  });
});
