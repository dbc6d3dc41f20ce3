import { describe, expect, it } from 'vitest';
import type { Policy } from '../../policy/file/policy.ts';
import { commit, makePullRequest, makePush } from '../../run/testing/deliveries.ts';
import { makeWorkflow } from '../../run/testing/requests.ts';
import { type Stage, setStage } from '../testing/stage.ts';

const workflow = JSON.stringify(makeWorkflow());

function setFile(pipelines: string, policy?: Policy): Stage {
  const stage = setStage({ policy: () => policy });
  stage.commit({ '.argo-events.yaml': pipelines, '.argo/ci.yaml': workflow });
  stage.commit({}, 'HEAD');
  return stage;
}

const never =
  'pipelines: { ci: { on: [push, pull_request], if: "github.action == \'labeled\'", workflow: .argo/ci.yaml } }';
/** A push that brought its commit, as GitHub says. */
const fresh = makePush({ commits: [{ id: commit, distinct: true }] });
const skipped = { name: 'ci', headSha: commit, status: 'completed', conclusion: 'skipped' };
const asked = ({ github }: Stage) => github.calls.filter((each) => each.startsWith('checks of'));

describe('a skipped check', () => {
  it('of a new commit costs no look, and is one for all its events', async () => {
    const stage = setFile(never);
    await stage.handle(fresh);
    await stage.handle(makePullRequest({}, { id: 'd-2' }));
    expect(await stage.checks()).toMatchObject([skipped]);
    expect(asked(stage)).toEqual([]);
  });

  it('of a commit that was not seen from the beginning costs one look, for all pipelines', async () => {
    const stage = setFile(`
defaults: { on: push, if: "false", workflow: .argo/ci.yaml }
pipelines: { ci: {}, lint: {}, docs: {} }
`);
    stage.github.shown = [
      { id: 1, name: 'lint', externalId: 'x', status: 'completed', conclusion: 'failure' } as never,
    ];
    await stage.handle(makePush());
    expect((await stage.checks()).map((each) => each.name).sort()).toEqual(['ci', 'docs']);
    expect(asked(stage)).toEqual([`checks of ${commit}`]);
  });

  it('comes over no run of its name', async () => {
    const stage = setFile(
      'pipelines: { ci: { on: [push, pull_request], if: github.eventName == "push", workflow: .argo/ci.yaml } }',
    );
    await stage.handle(fresh);
    await stage.handle(makePullRequest({}, { id: 'd-2' }));
    expect(stage.runs()).toHaveLength(1);
    expect(await stage.checks()).toEqual([]);
  });

  it('is asked for again when GitHub did not say what there is', async () => {
    const stage = setFile(never);
    stage.github.answer = (call) => (call.startsWith('checks') ? { kind: 'later', message: 'limited' } : undefined);
    expect(await stage.handle(makePush())).toMatchObject({ kind: 'retry' });
    expect(await stage.checks()).toEqual([]);
  });

  it.each([
    ['the pipeline asks for checks of what was started only', never.replace('workflow:', 'report: started, workflow:')],
    [
      'the pipeline does not listen to the branch',
      never.replace('[push, pull_request]', '{ push: { branches: [x] } }'),
    ],
  ])('is none where %s', async (_why, pipelines) => {
    const stage = setFile(pipelines);
    await stage.handle(fresh);
    expect(await stage.checks()).toEqual([]);
  });

  const native = (annotation: string) => `
apiVersion: argoproj.io/v1alpha1
kind: Sensor
metadata: { name: both${annotation} }
spec:
  dependencies:
    - name: left
      eventSourceName: github
      eventName: push
      filters: { data: [{ path: body.forced, type: bool, value: ["true"] }] }
  triggers:
    - template: { name: run, argoWorkflow: { operation: submit, source: { file: { path: .argo/ci.yaml } } } }
`;

  it.each([
    ['does not ask', '', []],
    ['asks', ', annotations: { argo-events-app/report: always }', ['both/run']],
  ])('of a native Sensor that %s', async (_what, annotation, names) => {
    const stage = setFile(native(annotation));
    await stage.handle(makePush({ forced: false, commits: [{ id: commit, distinct: true }] }));
    expect((await stage.checks()).map((each) => each.name)).toEqual(names);
  });
});

describe('[skip ci] in the message of the head commit', () => {
  const ci = 'pipelines: { ci: { on: [push, pull_request, merge_group], workflow: .argo/ci.yaml } }';
  const push = makePush({ head_commit: { message: 'Tidy [skip ci]' }, commits: [{ id: commit, distinct: true }] });

  it('starts nothing for a push, and says so', async () => {
    const stage = setFile(ci);
    await stage.handle(push);
    expect(stage.runs()).toEqual([]);
    expect(await stage.checks()).toMatchObject([
      { ...skipped, output: { title: expect.stringContaining('[skip ci]') } },
    ]);
  });

  it('says nothing to a pull request, unless the policy lets it', async () => {
    for (const [skipCi, count] of [
      [undefined, 1],
      [['pull_request'], 0],
    ] as const) {
      const defaults = skipCi === undefined ? {} : { skipCi: [...skipCi] };
      const stage = setFile(ci, { operators: [], defaults, untrusted: {}, repositories: [] });
      const known = stage.github.files.get(commit);
      if (known !== undefined) stage.github.files.set(commit, { ...known, message: 'Tidy [skip ci]' });
      await stage.handle(makePullRequest());
      expect(stage.runs()).toHaveLength(count);
    }
  });

  it('is honoured for no event where the policy says so', async () => {
    const stage = setFile(ci, { operators: [], defaults: { skipCi: [] }, untrusted: {}, repositories: [] });
    await stage.handle(push);
    expect(stage.runs()).toHaveLength(1);
  });
});
