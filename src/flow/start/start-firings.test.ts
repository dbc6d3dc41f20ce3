import { describe, expect, it } from 'vitest';
import type { Policy } from '../../policy/file/policy.ts';
import { commit, makePullRequest, makePush } from '../../run/testing/deliveries.ts';
import { makeWorkflow } from '../../run/testing/requests.ts';
import type { FlowTools } from '../flow-tools.ts';
import { type Stage, setStage } from '../testing/stage.ts';
import { listRunNamespaces } from './run-namespaces.ts';

const workflow = JSON.stringify(makeWorkflow([{ name: 'branch' }], { generateName: 'build-' }));
const ci = 'pipelines: { ci: { on: [push, pull_request], workflow: .argo/ci.yaml } }';
const files = { '.argo-events.yaml': ci, '.argo/ci.yaml': workflow };

function setFiles(changed: Record<string, string> = {}, tools: Partial<FlowTools> = {}): Stage {
  const stage = setStage(tools);
  stage.commit({ ...files, ...changed });
  stage.commit({ ...files, ...changed }, 'HEAD');
  return stage;
}

function makePolicy(changes: Partial<Policy>): Partial<FlowTools> {
  return { policy: () => ({ operators: [], defaults: {}, untrusted: {}, repositories: [], ...changes }) };
}

describe('what fired', () => {
  it('is a Workflow in the namespace, which is watched, remembered and counted', async () => {
    const { handle, cluster, runs, watched, started, records, checks, logged } = setFiles();

    expect(await handle(makePush())).toEqual({ kind: 'done' });
    expect(cluster.only()).toMatchObject({ metadata: { namespace: 'ci', name: expect.stringMatching(/^build-/) } });
    expect(runs()).toMatchObject([
      { checkName: 'ci', commit, delivery: 'd-1', sensor: 'ci', event: 'push', notes: [] },
    ]);
    expect(watched).toEqual(['ci']);
    expect(await listRunNamespaces(records)).toEqual(['ci']);
    expect(started).toEqual([2]);
    expect(await checks()).toEqual([]);
    expect(logged).toMatchObject([{ level: 'info', delivery: 'd-1', message: 'run started' }]);
  });

  it('is one Workflow for each pipeline', async () => {
    const file = 'pipelines: { a: { on: push, workflow: .argo/ci.yaml }, b: { on: push, workflow: .argo/ci.yaml } }';
    const { handle, runs } = setFiles({ '.argo-events.yaml': file });
    await handle(makePush());

    expect(
      runs()
        .map((each) => each.checkName)
        .toSorted(),
    ).toEqual(['a', 'b']);
  });

  it('is no more when the same event comes again', async () => {
    const { handle, cluster } = setFiles();
    await handle(makePush());
    await handle(makePush());

    expect(cluster.workflows.size).toBe(1);
  });

  it('says why, in at most two kibibytes', async () => {
    const patterns = Array.from({ length: 90 }, (_, index) => `"branch-number-${index}-of-many-🚀"`).join(', ');
    const dependencies = Array.from(
      { length: 20 },
      () => `{ path: github.branch, patterns: [main, ${patterns}] }`,
    ).join(', ');
    const sensor = `
apiVersion: argoproj.io/v1alpha1
kind: Sensor
metadata: { name: wordy }
spec:
  dependencies:
    - { name: push, eventSourceName: github, eventName: push, filters: { globs: [${dependencies}] } }
  triggers:
    - template: { name: run, argoWorkflow: { operation: submit, source: { file: { path: .argo/ci.yaml } } } }
`;
    const { handle, runs } = setFiles({ '.argo-events.yaml': sensor });
    await handle(makePush());
    const [run] = runs();

    expect(run?.why[0]).toMatch(/^github\.branch is main: matches main, branch-number-0/);
    expect(Buffer.byteLength((run?.why ?? []).join('\n'))).toBeLessThanOrEqual(2048);
  });

  it('carries the warnings of the file, the first few of them', async () => {
    const bus = (index: number) =>
      `---\napiVersion: argoproj.io/v1alpha1\nkind: EventBus\nmetadata: { name: bus-${index} }\nspec: {}\n`;
    const file = [ci, '\n', ...Array.from({ length: 7 }, (_, index) => bus(index))].join('');
    const { handle, runs } = setFiles({ '.argo-events.yaml': file });
    await handle(makePush());
    const [run] = runs();

    expect(run?.notes).toHaveLength(6);
    expect(run?.notes[0]).toMatch(/^\.argo-events\.yaml:\d+: An EventBus document has no effect/);
    expect(run?.notes[5]).toBe('.argo-events.yaml has 2 more warnings.');
  });

  it('is nothing at all for an event that nobody listens to', async () => {
    const { handle, cluster, records, watched } = setFiles({
      '.argo-events.yaml': 'pipelines: { ci: { on: release, workflow: .argo/ci.yaml } }',
    });

    expect(await handle(makePush())).toEqual({ kind: 'done' });
    expect(cluster.calls).toEqual([]);
    expect(watched).toEqual([]);
    expect(await listRunNamespaces(records)).toEqual([]);
  });
});

describe('a run that is refused', () => {
  it('is a failed check of its name, and the others start', async () => {
    const file = 'pipelines: { a: { on: push, workflow: .argo/none.yaml }, b: { on: push, workflow: .argo/ci.yaml } }';
    const { handle, runs, checks } = setFiles({ '.argo-events.yaml': file });

    expect(await handle(makePush())).toEqual({ kind: 'done' });
    expect(runs()).toMatchObject([{ checkName: 'b' }]);
    expect(await checks()).toMatchObject([
      {
        name: 'a',
        headSha: commit,
        conclusion: 'failure',
        output: { title: 'There is no file ".argo/none.yaml" at commit ccccccc.' },
      },
    ]);
  });

  it('has every problem of its file on the file’s lines', async () => {
    const { handle, checks } = setFiles({ '.argo/ci.yaml': 'kind: Workflow\nkind: Workflow\n' });
    await handle(makePush());

    expect(await checks()).toMatchObject([{ output: { annotations: [{ path: '.argo/ci.yaml', startLine: 2 }] } }]);
  });
});

describe('a run that cannot start yet', () => {
  it('makes the event come again, after the others have started', async () => {
    const file = 'pipelines: { a: { on: push, workflow: far/ci.yaml }, b: { on: push, workflow: .argo/ci.yaml } }';
    const { handle, runs, checks, github } = setFiles({ '.argo-events.yaml': file });
    github.answer = (call) =>
      call.startsWith('file ') ? { kind: 'later', message: 'limited', retryAfterMs: 77 } : undefined;

    expect(await handle(makePush())).toMatchObject({
      kind: 'retry',
      afterMs: 77,
      problem: { code: 'flow.github-away' },
    });
    expect(runs()).toMatchObject([{ checkName: 'b' }]);
    expect(await checks()).toEqual([]);
  });

  it('waits as the bus decides when nobody names a time', async () => {
    const { handle, cluster } = setFiles();
    cluster.answer = () => ({ kind: 'later', message: 'busy' });
    const outcome = await handle(makePush());

    expect(outcome).toMatchObject({ kind: 'retry', problem: { code: 'run.cluster-away' } });
    expect(outcome).not.toHaveProperty('afterMs');
  });

  it('starts when the event comes again', async () => {
    const { handle, cluster, runs } = setFiles();
    cluster.answer = () => ({ kind: 'later', message: 'busy' });
    await handle(makePush());
    cluster.answer = () => undefined;

    expect(await handle(makePush())).toEqual({ kind: 'done' });
    expect(runs()).toHaveLength(1);
  });
});

describe('what the policy refuses as a whole', () => {
  it.each<[string, Partial<FlowTools>, string]>([
    ['no namespace for it', { argoNamespace: undefined }, 'policy.no-namespace'],
    ['a namespace of the controller', { argoNamespace: 'argo' }, 'policy.reserved-namespace'],
    ['no Workflows', makePolicy({ defaults: { triggers: ['log'] } }), 'flow.workflows-not-allowed'],
    ['fewer runs', makePolicy({ defaults: { limits: { runsPerEvent: 0 } } }), 'flow.too-many-runs'],
  ])('is one failed check of the app: %s', async (_what, tools, code) => {
    const { handle, cluster, checks } = setFiles({}, tools);

    expect(await handle(makePush())).toEqual({ kind: 'done' });
    expect(cluster.calls).toEqual([]);
    expect(await checks()).toMatchObject([
      {
        name: 'argo-events',
        externalId: 'github:d-1/event/1',
        conclusion: 'failure',
        output: { summary: expect.stringContaining(code) },
      },
    ]);
  });

  it('counts the runs of the whole event', async () => {
    const names = ['a', 'b', 'c'];
    const file = `pipelines: { ${names.map((name) => `${name}: { on: push, workflow: .argo/ci.yaml }`).join(', ')} }`;
    const limited = (runsPerEvent: number) =>
      setFiles({ '.argo-events.yaml': file }, makePolicy({ defaults: { limits: { runsPerEvent } } }));
    const [enough, few] = [limited(3), limited(2)];
    await enough.handle(makePush());
    await few.handle(makePush());

    expect(enough.runs()).toHaveLength(3);
    expect(few.runs()).toEqual([]);
    expect(await few.checks()).toMatchObject([
      { output: { title: 'This event would start 3 runs; the policy lets one event start 2.' } },
    ]);
  });

  it('sends runs of this repository where its entry says', async () => {
    const repositories = [{ pattern: 'acme/*', rights: { namespace: 'acme-ci', serviceAccount: 'runner' } }];
    const { handle, cluster, watched } = setFiles({}, makePolicy({ repositories }));
    await handle(makePush());

    expect(watched).toEqual(['acme-ci']);
    expect(cluster.only()).toMatchObject({
      metadata: { namespace: 'acme-ci' },
      spec: { serviceAccountName: 'runner' },
    });
  });
});

describe('a pull request from a fork', () => {
  it('is told on its head that it needs somebody, and nothing of it is run', async () => {
    const { handle, cluster, github, checks } = setFiles();

    expect(await handle(makePullRequest({ fork: true }))).toEqual({ kind: 'done' });
    expect(github.calls).toEqual(['files HEAD']);
    expect(cluster.calls).toEqual([]);
    expect(await checks()).toMatchObject([
      {
        name: 'ci',
        headSha: commit,
        conclusion: 'action_required',
        output: { title: expect.stringContaining('mallory/shop') },
      },
    ]);
  });

  it('is told of the deleted repository in words', async () => {
    const { handle, checks } = setFiles();
    await handle(makePullRequest({ head: { ref: 'topic', sha: commit, repo: null } }));

    expect(await checks()).toMatchObject([{ conclusion: 'action_required' }]);
  });
});
