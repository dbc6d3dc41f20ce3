import { describe, expect, it } from 'vitest';
import { makePartAllowance } from '../../expression/work/work-allowance.ts';
import type { Problem } from '../../problem/problem.ts';
import { readYamlStream } from '../../yaml/read-yaml-stream.ts';
import type { Pipeline } from './pipeline.ts';
import { readShortForm } from './read-short-form.ts';

function read(text: string): { pipelines: Pipeline[]; problems: Problem[] } {
  const { documents, problems } = readYamlStream({ path: 'f', text });
  const [document] = documents;
  if (document?.kind !== 'mapping') throw new Error(`no mapping: ${problems[0]?.message}`);
  const reading = { file: 'f', problems: [...problems], work: makePartAllowance('file') };
  return { pipelines: readShortForm(document, reading), problems: reading.problems };
}

/** Reads a pipeline `ci` with these lines; `workflow` and `on` are there unless the lines have them. */
function readLines(lines: string): { pipeline: Pipeline | undefined; problems: Problem[] } {
  const has = (key: string) => new RegExp(`^${key}:`, 'm').test(lines);
  const all = [lines, has('on') ? '' : 'on: push', has('workflow') ? '' : 'workflow: .argo/ci.yaml'].filter(
    (each) => each !== '',
  );
  const { pipelines, problems } = read(`pipelines:\n  ci:\n    ${all.join('\n').replaceAll('\n', '\n    ')}\n`);
  return { pipeline: pipelines[0], problems };
}

function readOne(lines: string): Pipeline {
  const { pipeline, problems } = readLines(lines);
  expect(problems).toEqual([]);
  if (pipeline === undefined) throw new Error('no pipeline');
  return pipeline;
}

/** Code, line, column and message of each problem; the pipeline's first line is 3, its first column 5. */
function placesOf(problems: Problem[]) {
  return problems.map(({ code, position }) => `${code} ${position?.line}:${position?.column}`);
}

describe('readPipeline', () => {
  it.each([
    ['on: push', [{ name: 'push' }]],
    [
      'on: [push, pull_request]',
      [{ name: 'push' }, { name: 'pull_request', types: ['opened', 'synchronize', 'reopened'] }],
    ],
    ['on: [push, push]', [{ name: 'push' }]],
    ['on: {push: }', [{ name: 'push' }]],
    ['on: {push: {}}', [{ name: 'push' }]],
    ['on: {push: {branches: main}}', [{ name: 'push', branches: ['main'] }]],
    [
      'on: {push: {branches: [on, 1.10, 012, yes, "null"]}}',
      [{ name: 'push', branches: ['on', '1.10', '012', 'yes', 'null'] }],
    ],
    ['on: {push: {tags: ["v*", "!v0*"]}}', [{ name: 'push', tags: ['v*', '!v0*'] }]],
    [
      'on: {pull_request: {types: closed, labels: [ci, "area/*"]}}',
      [{ name: 'pull_request', types: ['closed'], labels: ['ci', 'area/*'] }],
    ],
    ['on: {merge_group: {branches: [main]}}', [{ name: 'merge_group', branches: ['main'] }]],
    ['on: merge_group', [{ name: 'merge_group' }]],
    ['on: release', [{ name: 'release', types: ['published'] }]],
    ['on: {release: {types: [created]}}', [{ name: 'release', types: ['created'] }]],
    ['on: repository_dispatch', [{ name: 'repository_dispatch' }]],
    ['on: {repository_dispatch: {types: [go, 1.0]}}', [{ name: 'repository_dispatch', types: ['go', '1.0'] }]],
    ['on: deployment', [{ name: 'deployment' }]],
    ['on: {deployment: {environments: [prod, "eu-*"]}}', [{ name: 'deployment', environments: ['prod', 'eu-*'] }]],
    ['on: [create, delete]', [{ name: 'create' }, { name: 'delete' }]],
    ['on: {delete: {branches: [x], tags: [y]}}', [{ name: 'delete', branches: ['x'], tags: ['y'] }]],
  ])('%s', (lines, on) => {
    expect(readOne(lines).on).toEqual(on);
  });

  it('issue_comment has the word that starts it', () => {
    const { pipeline, problems } = readLines('on: {issue_comment: {command: deploy}}');

    expect(pipeline?.on).toEqual([{ name: 'issue_comment', command: 'deploy' }]);
    expect(problems).toEqual([]);
  });

  it.each([
    [
      'on: {schedule: {cron: "0 6 * * 1-5", timezone: Europe/Berlin}}',
      [{ name: 'schedule', times: [{ cron: '0 6 * * 1-5', timezone: 'Europe/Berlin' }] }],
    ],
    [
      'on: {schedule: [{cron: "@daily"}, {cron: "*/5 * * * MON"}]}',
      [{ name: 'schedule', times: [{ cron: '@daily' }, { cron: '*/5 * * * MON' }] }],
    ],
    ['on: manual', [{ name: 'manual', parameters: [] }]],
    [
      'on: {manual: {parameters: {env: staging, level: {default: 1.10, description: d, required: yes, options: [1.10, 2]}, x: }}}',
      [
        {
          name: 'manual',
          parameters: [
            { name: 'env', required: false, default: 'staging' },
            { name: 'level', required: true, default: '1.10', description: 'd', options: ['1.10', '2'] },
            { name: 'x', required: false },
          ],
        },
      ],
    ],
  ])('%s is read', (lines, on) => {
    const { pipeline, problems } = readLines(lines);

    expect(pipeline?.on).toEqual(on);
    expect(problems).toEqual([]);
  });

  it.each([
    ['workflow: .argo/ci.yaml', { kind: 'file', path: '.argo/ci.yaml' }],
    ['workflow: ./ci.yml', { kind: 'file', path: 'ci.yml' }],
    ['workflow: {template: go-ci}', { kind: 'template', name: 'go-ci', isClusterScoped: false }],
    ['workflow: {clusterTemplate: go.ci}', { kind: 'template', name: 'go.ci', isClusterScoped: true }],
    [
      'workflow: {spec: {entrypoint: main, n: 012}}',
      {
        kind: 'resource',
        resource: { apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow', spec: { entrypoint: 'main', n: 10 } },
      },
    ],
    [
      'workflow: {apiVersion: argoproj.io/v1alpha1, kind: Workflow, metadata: {labels: {a: b}}, spec: {entrypoint: main}}',
      {
        kind: 'resource',
        resource: {
          apiVersion: 'argoproj.io/v1alpha1',
          kind: 'Workflow',
          metadata: { labels: { a: 'b' } },
          spec: { entrypoint: 'main' },
        },
      },
    ],
  ])('%s', (lines, workflow) => {
    expect(readOne(lines).workflow).toEqual(workflow);
  });

  it.each([
    ['timeout: 30m', { timeoutSeconds: 1800 }],
    ['timeout: 1h30m', { timeoutSeconds: 5400 }],
    ['timeout: 1.5h', { timeoutSeconds: 5400 }],
    ['timeout: 90s', { timeoutSeconds: 90 }],
    [
      'problem-matchers: [{ owner: mine, pattern: { regexp: "^(.+)$", file: 1, message: 1 } }]',
      { problemMatchers: '[{"owner":"mine","pattern":{"regexp":"^(.+)$","file":1,"message":1}}]' },
    ],
    ['report: started', { report: 'started' }],
    ['report: always', { report: 'always' }],
    ['concurrency: {}', { concurrency: { cancelInProgress: false } }],
    [
      'concurrency: {group: "{{ .Input.github.ref }}", cancel-in-progress: no}',
      { concurrency: { cancelInProgress: false, group: '{{ .Input.github.ref }}' } },
    ],
    ['concurrency: {group: 7, limit: 3}', { concurrency: { cancelInProgress: false, group: '7', limit: 3 } }],
    ['paths: src/**', { paths: ['src/**'] }],
    ['if: true', { condition: 'true' }],
    ['if: |\n  github.pullRequest.fork\n  || true', { condition: 'github.pullRequest.fork\n|| true\n' }],
  ])('%s', (lines, expected) => {
    expect(readOne(lines)).toMatchObject(expected);
  });

  it('parameters keep the text of numbers and words', () => {
    const { parameters } = readOne(
      'parameters: {go: 1.10, flag: yes, empty: "", tag: "v{{ .Input.github.tag }}", note: "$(x) {a}"}',
    );

    expect(parameters.map(({ name, value, isTemplate }) => [name, value, isTemplate])).toEqual([
      ['go', '1.10', false],
      ['flag', 'yes', false],
      ['empty', '', false],
      ['tag', 'v{{ .Input.github.tag }}', true],
      ['note', '$(x) {a}', false],
    ]);
  });

  it.each([
    ['on: pus', ['config.unknown-event 3:9'], 'Did you mean "push"?'],
    ['on: [push, workflow_dispatch]', ['config.unknown-event 3:16'], 'Write `manual`.'],
    ['on: {pull_request_target: {}}', ['config.unknown-event 3:10'], 'Write `pull_request`'],
    ['on: issues', ['config.unknown-event 3:9'], 'A Sensor can listen to any other event of GitHub.'],
    ['on: {}', ['config.wrong-type 3:9'], 'Write at least one event.'],
    ['on: []', ['config.wrong-type 3:9'], 'Write a list with at least one text.'],
    ['on:', ['config.wrong-type 3:8'], 'Write a text or a list of texts.'],
    ['on: [{push: {}}]', ['config.wrong-type 3:10'], 'Write a text.'],
    ['on: {push: main}', ['config.wrong-type 3:16'], 'Write a mapping.'],
    ['on: {push: {branchs: [main]}}', ['config.unknown-field 3:17'], 'Did you mean "branches"?'],
    ['on: {push: {branches-ignore: [main]}}', ['config.actions-habit 3:17'], 'Write `branches: ["**", "!old/**"]`'],
    ['on: {push: {branches: []}}', ['config.wrong-type 3:27'], 'Write a list with at least one text.'],
    ['on: {push: {branches: [main, ""]}}', ['config.invalid-pattern 3:34'], ''],
    ['on: {push: {branches: [main, "a[b"]}}', ['config.invalid-pattern 3:34'], ''],
    ['on: {push: {branches: [refs/heads/main]}}', ['config.invalid-pattern 3:28'], ''],
    ['on: {push: {branches: [{a: b}]}}', ['config.wrong-type 3:28'], 'Write a text.'],
    ['on: {pull_request: {types: [opend]}}', ['config.not-one-of 3:33'], 'Did you mean "opened"?'],
    ['on: {release: {types: [publishd]}}', ['config.not-one-of 3:28'], 'Did you mean "published"?'],
    ['on: {repository_dispatch: {types: []}}', ['config.wrong-type 3:39'], ''],
    ['on: {issue_comment: {}}', ['config.missing-field 3:25'], 'Write `command: deploy`'],
    ['on: {issue_comment: {command: /deploy}}', ['config.invalid-command 3:35'], 'Write one word'],
    ['on: {issue_comment: {command: retest}}', ['config.invalid-command 3:35'], ''],
    ['on: {issue_comment: {command: "a b"}}', ['config.invalid-command 3:35'], ''],
    ['on: {schedule: {}}', ['config.missing-field 3:20'], 'Write `cron:'],
    ['on: {schedule: {cron: "* * * *"}}', ['config.invalid-schedule 3:27'], ''],
    ['on: {schedule: {cron: "* * * * 5L#"}}', ['config.invalid-schedule 3:27'], ''],
    ['on: {schedule: {cron: "0 0 30 2 *"}}', ['config.invalid-schedule 3:27'], ''],
    ['on: {schedule: {cron: "@every 30s"}}', ['config.invalid-schedule 3:27'], ''],
    ['on: {schedule: {cron: "@never"}}', ['config.invalid-schedule 3:27'], ''],
    ['on: {schedule: {cron: "@daily", timezone: Europe/Berln}}', ['config.invalid-schedule 3:47'], ''],
    ['on: {manual: {inputs: {}}}', ['config.actions-habit 3:19'], 'Write `parameters:`.'],
    ['on: {manual: {parameters: {a b: }}}', ['config.invalid-parameter-name 3:32'], ''],
    ['on: {manual: {parameters: {a: [1]}}}', ['config.wrong-type 3:35'], ''],
    ['on: {manual: {parameters: {a: {required: 1}}}}', ['config.wrong-type 3:46'], ''],
    ['paths: [/src/**]', ['config.invalid-pattern 3:13'], ''],
    ['paths: [src/]', ['config.invalid-pattern 3:13'], ''],
    ['paths: ["!./a"]', ['config.invalid-pattern 3:13'], ''],
    ['paths: [a/../b]', ['config.invalid-pattern 3:13'], ''],
    ['paths-ignore: [docs/**]', ['config.actions-habit 3:5'], 'Write `paths: ["**", "!docs/**"]`'],
    ['needs: [build]', ['config.actions-habit 3:5'], '`dependencies` in the Workflow'],
    ['strategy: {matrix: {a: [1]}}', ['config.actions-habit 3:5'], '`withItems`'],
    ['runs-on: ubuntu-latest', ['config.actions-habit 3:5'], '`nodeSelector`'],
    ['steps: []', ['config.actions-habit 3:5'], 'templates of the Workflow'],
    ['jobs: {}', ['config.actions-habit 3:5'], 'Each job is a pipeline'],
    ['secrets: inherit', ['config.actions-habit 3:5'], '`secretKeyRef`'],
    ['env: {A: b}', ['config.actions-habit 3:5'], '`env` in a template'],
    ['name: CI', ['config.actions-habit 3:5'], 'is the name.'],
    ['permissions: {}', ['config.actions-habit 3:5'], 'policy'],
    ['workflows: x', ['config.unknown-field 3:5'], 'Did you mean "workflow"?'],
    [
      'zebra: x',
      ['config.unknown-field 3:5'],
      'Known are on, paths, if, workflow, parameters, timeout, concurrency, report, problem-matchers.',
    ],
    ['if: github.actor == "mona"', ['config.invalid-condition 3:16'], ''],
    ['if: "github.ref_name == 1"', ['config.invalid-condition 3:17'], ''],
    ['if: >-\n  github.actor == "mona"', ['config.invalid-condition 3:9'], ''],
    ['if: [a]', ['config.wrong-type 3:9'], ''],
    ['if:', ['config.wrong-type 3:8'], ''],
    ['problem-matchers: [{ owner: x }]', ['config.invalid-problem-matchers 3:23'], 'docs/check-runs.md'],
    ['timeout: 30', ['config.invalid-duration 3:14'], '`30m`'],
    ['timeout: 30 minutes', ['config.invalid-duration 3:14'], ''],
    ['timeout: 0s', ['config.invalid-duration 3:14'], ''],
    ['timeout: 99999999999999999h', ['config.invalid-duration 3:14'], ''],
    ['timeout: -5m', ['config.invalid-duration 3:14'], ''],
    ['timeout-minutes: 5', ['config.actions-habit 3:5'], 'Write `timeout: 30m`.'],
    ['report: never', ['config.not-one-of 3:13'], '`always`'],
    ['concurrency: main', ['config.wrong-type 3:18'], ''],
    ['concurrency: {limit: 0}', ['config.wrong-type 3:26'], 'Write a whole number from 1.'],
    ['concurrency: {limit: 1.5}', ['config.wrong-type 3:26'], ''],
    ['concurrency: {cancel-in-progress: "true"}', ['config.wrong-type 3:39'], 'Write true or false.'],
    ['concurrency: {cancelInProgress: true}', ['config.unknown-field 3:19'], 'Did you mean "cancel-in-progress"?'],
    ['concurrency: {group: "{{ .Input.github.reff }}"}', ['config.invalid-template 3:26'], ''],
    ['parameters: [a]', ['config.wrong-type 3:17'], ''],
    ['parameters: {a: }', ['config.wrong-type 3:21'], ''],
    ['parameters: {a: {b: c}}', ['config.wrong-type 3:21'], ''],
    ['parameters: {a.b: c}', ['config.invalid-parameter-name 3:18'], ''],
    ['parameters: {a: "{{ .Input.github.sha"}', ['config.invalid-template 3:21'], ''],
    ['parameters: {a: "{{ }}"}', ['config.invalid-template 3:21'], ''],
    ['parameters: {a: "{{ {{ }}"}', ['config.invalid-template 3:21'], ''],
    ['parameters: {a: "{{ .Input.github.actor }}"}', ['config.invalid-template 3:21'], ''],
    [
      `parameters: {a: "\${{ github.actor }}"}`,
      ['config.actions-expression 3:21'],
      'Write {{ .Input.github.sender }} without the dollar sign.',
    ],
    [
      `parameters: {a: "\${{ github.sha }}"}`,
      ['config.actions-expression 3:21'],
      'Write {{ .Input.github.sha }} without the dollar sign.',
    ],
    [`parameters: {a: "\${{ secrets.TOKEN }}"}`, ['config.actions-expression 3:21'], '`secretKeyRef`'],
    [`parameters: {a: "\${{ env.X }}"}`, ['config.actions-expression 3:21'], 'Write a template'],
    ['workflow: /etc/passwd.yaml', ['config.invalid-workflow-path 3:15'], ''],
    ['workflow: ../x.yaml', ['config.invalid-workflow-path 3:15'], ''],
    ['workflow: .argo/../../x.yaml', ['config.invalid-workflow-path 3:15'], ''],
    ['workflow: .argo//x.yaml', ['config.invalid-workflow-path 3:15'], ''],
    ['workflow: .argo\\x.yaml', ['config.invalid-workflow-path 3:15'], ''],
    ['workflow: .argo/x.json', ['config.invalid-workflow-path 3:15'], ''],
    ['workflow: "{{ .Input.body.x }}.yaml"', ['config.invalid-workflow-path 3:15'], ''],
    ['workflow:', ['config.invalid-workflow 3:14'], ''],
    ['workflow: {}', ['config.invalid-workflow 3:15'], ''],
    ['workflow: {template: a, spec: {b: c}}', ['config.invalid-workflow 3:15'], ''],
    ['workflow: {template: Go_CI}', ['config.invalid-resource-name 3:26'], ''],
    ['workflow: {template: [a]}', ['config.wrong-type 3:26'], ''],
    [
      'workflow: {tmplate: a}',
      ['config.unknown-field 3:16', 'config.invalid-workflow 3:15'],
      'Did you mean "template"?',
    ],
    ['workflow: {spec: x}', ['config.wrong-type 3:22'], ''],
    ['workflow: {kind: CronWorkflow, spec: {a: b}}', ['config.wrong-type 3:22'], ''],
    ['workflow: {metadata: x, spec: {a: b}}', ['config.wrong-type 3:26'], ''],
    ['workflow: [a]', ['config.wrong-type 3:15'], ''],
  ])('%s is wrong: %j', (lines, places, hint) => {
    const { pipeline, problems } = readLines(lines);

    expect(pipeline).toBeUndefined();
    expect(placesOf(problems)).toEqual(places);
    expect(problems[0]?.hint).toContain(hint);
    for (const { message, hint: each } of problems) expect(message + each).not.toMatch(/\{[a-z]+\}|undefined/);
  });
});
