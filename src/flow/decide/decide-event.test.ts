import { describe, expect, it } from 'vitest';
import type { Delivery } from '../../bus/event-bus.ts';
import type { ChangedFile } from '../../github/github.ts';
import { commit, eventOf, makeDelivery, makePullRequest, makePush, parent } from '../../run/testing/deliveries.ts';
import { setStage } from '../testing/stage.ts';
import { decideEvent } from './decide-event.ts';

/** The file decides about the delivery; `changed` is what GitHub says of the files. */
async function decide(file: string, delivery: Delivery, changed: ChangedFile[] = []) {
  const stage = setStage();
  stage.commit({ '.argo-events.yaml': file });
  stage.commit({ '.argo-events.yaml': file }, 'HEAD');
  stage.github.changed = changed;
  const event = eventOf(delivery);
  const loaded = await stage.load(event);
  stage.github.calls.length = 0;
  const decided = await decideEvent(event, loaded, {}, stage.tools);
  const fired =
    decided.kind === 'decided'
      ? decided.decisions.flatMap(({ decision }) => decision.firings.map(() => decision.sensor))
      : [];
  return { decided, fired, calls: stage.github.calls, problems: loaded.configuration.problems };
}

const onPaths = 'pipelines: { ci: { on: [push, pull_request], paths: ["src/**"], workflow: .argo/ci.yaml } }';
const inSource: ChangedFile[] = [{ path: 'src/a.ts', status: 'modified' }];

describe('which files changed', () => {
  it.each<[string, Delivery, object]>([
    [
      'of a push, from end to end',
      makePush(),
      { kind: 'push', before: parent, after: commit, defaultBranch: 'main', branch: 'main' },
    ],
    [
      'of the first push of a branch, whose beginning GitHub writes as zeros',
      makePush({ ref: 'refs/heads/new', before: '0'.repeat(40) }),
      { kind: 'push', before: '0'.repeat(40), after: commit, defaultBranch: 'main', branch: 'new' },
    ],
    ['of a pull request, all of it', makePullRequest(), { kind: 'pull-request', number: 5 }],
  ])('is asked %s', async (_what, delivery, range) => {
    const { calls, fired, problems } = await decide(onPaths, delivery, inSource);

    expect(problems).toEqual([]);
    expect(calls).toEqual([`changed ${JSON.stringify(range)}`]);
    expect(fired).toEqual(['ci']);
  });

  it.each<[string, string, Delivery]>([
    ['no pipeline reads them', 'pipelines: { ci: { on: push, workflow: a.yaml } }', makePush()],
    [
      'the branch is another',
      'pipelines: { ci: { on: { push: { branches: [other] } }, paths: ["a"], workflow: a.yaml } }',
      makePush(),
    ],
    ['the event is another', 'pipelines: { ci: { on: push, paths: ["a"], workflow: a.yaml } }', makePullRequest()],
    ['there is no pipeline', 'pipelines: { ci: { on: nonsense, workflow: a.yaml } }', makePush()],
    [
      'the event has none',
      'pipelines: { ci: { on: { release: {} }, if: "github.changedFiles == null", workflow: a.yaml } }',
      makeDelivery('release', { action: 'published', release: { id: 1, tag_name: 'v1' } }),
    ],
  ])('is not asked when %s', async (_why, file, delivery) => {
    const stage = setStage();
    stage.commit({ '.argo-events.yaml': file });
    stage.commit({ '.argo-events.yaml': file }, 'refs/tags/v1');
    const event = eventOf(delivery);
    const loaded = await stage.load(event);
    stage.github.calls.length = 0;
    await decideEvent(event, loaded, {}, stage.tools);

    expect(stage.github.calls).toEqual([]);
  });

  it.each<[string, ChangedFile[], string[]]>([
    ['a modified file', inSource, ['ci']],
    ['an added file', [{ path: 'src/a.ts', status: 'added' }], ['ci']],
    ['a removed file', [{ path: 'src/a.ts', status: 'removed' }], ['ci']],
    ['a file renamed into the folder', [{ path: 'src/a.ts', status: 'renamed', previousPath: 'a.ts' }], ['ci']],
    ['a file renamed out of the folder', [{ path: 'a.ts', status: 'renamed', previousPath: 'src/a.ts' }], ['ci']],
    ['a file elsewhere', [{ path: 'docs/a.md', status: 'modified' }], []],
    ['nothing', [], []],
  ])('counts %s', async (_what, changed, expected) => {
    expect((await decide(onPaths, makePush(), changed)).fired).toEqual(expected);
  });

  it('is told apart by what happened, each path once', async () => {
    const changed: ChangedFile[] = [
      { path: 'a', status: 'added' },
      { path: 'b', status: 'modified' },
      { path: 'c', status: 'removed' },
      { path: 'e', status: 'renamed', previousPath: 'd' },
      { path: 'd', status: 'added' },
    ];
    const { decided } = await decide(onPaths, makePush(), changed);

    expect(decided).toMatchObject({
      event: {
        facts: {
          changedFiles: {
            added: ['a', 'd'],
            modified: ['b'],
            removed: ['c'],
            renamed: ['e'],
            all: ['a', 'b', 'c', 'e', 'd'],
          },
        },
      },
    });
  });

  it('is asked for once, however many pipelines want it', async () => {
    const file = `
pipelines:
  one: { on: push, paths: ["src/**"], workflow: a.yaml }
  two: { on: push, paths: ["docs/**"], workflow: a.yaml }
  three: { on: push, workflow: a.yaml }
`;
    const { calls, fired } = await decide(file, makePush(), inSource);

    expect(calls).toHaveLength(1);
    expect(fired).toEqual(['one', 'three']);
  });

  it('is not known while GitHub does not answer', async () => {
    const stage = setStage();
    stage.commit({ '.argo-events.yaml': onPaths });
    const event = eventOf(makePush());
    const loaded = await stage.load(event);
    const failure = { kind: 'later' as const, message: 'limited' };
    stage.github.answer = () => failure;

    expect(await decideEvent(event, loaded, {}, stage.tools)).toEqual({ kind: 'failed', failure });
  });
});

describe('a dependency whose kinds of filters are joined by or', () => {
  const sensor = (filters: string, more = '') => `
apiVersion: argoproj.io/v1alpha1
kind: Sensor
metadata: { name: any }
spec:
  ${more}
  dependencies:
    - { name: push, eventSourceName: github, eventName: push, filtersLogicalOperator: or, filters: ${filters} }
  triggers:
    - template: { name: run, argoWorkflow: { operation: submit, source: { file: { path: a.yaml } } } }
`;
  const byRef = (ref: string) => `data: [{ path: body.ref, type: string, value: [${ref}] }]`;
  const byFile = 'globs: [{ path: github.changedFiles.all, patterns: ["src/**"] }]';

  it('asks although its other filters reject the event, because the files may still let it through', async () => {
    const { calls, fired } = await decide(sensor(`{ ${byRef('other')}, ${byFile} }`), makePush(), inSource);

    expect(calls).toHaveLength(1);
    expect(fired).toEqual(['any']);
  });

  it('asks for a filter of the whole Sensor, too', async () => {
    const file = sensor(`{ ${byRef('other')} }`, `filters: { ${byFile} }`);
    const { calls, fired } = await decide(file, makePush(), inSource);

    expect(calls).toHaveLength(1);
    expect(fired).toEqual(['any']);
  });

  it('does not ask where no filter reads them', async () => {
    const { calls, fired } = await decide(sensor(`{ ${byRef('main')} }`), makePush(), inSource);

    expect(calls).toEqual([]);
    expect(fired).toEqual(['any']);
  });
});

describe('what every Sensor says', () => {
  it('is told in the order of the file, with what went wrong in each', async () => {
    const file = `
pipelines:
  first: { on: push, workflow: a.yaml }
  second: { on: pull_request, workflow: a.yaml }
  third: { on: push, if: "github.sender > 1", workflow: a.yaml }
`;
    const { decided, fired } = await decide(file, makePush());

    expect(decided).toMatchObject({ decisions: [{ decision: { sensor: 'first' } }, {}, {}] });
    expect(fired).toEqual(['first']);
    expect(decided.kind === 'decided' && decided.problems.map((each) => each.code)).toEqual(['sensor.filter-failed']);
  });
});
