import { describe, expect, it } from 'vitest';
import { makePartAllowance } from '../../../expression/work/work-allowance.ts';
import { readYamlStream } from '../../../yaml/read-yaml-stream.ts';
import type { ConfiguredSensor } from '../../configuration.ts';
import { readShortForm } from '../read-short-form.ts';
import { translatePipeline } from './translate-pipeline.ts';

/** Translates a pipeline `ci` with these keys in flow style. */
function translate(keys: string): ConfiguredSensor | undefined {
  const all = keys.includes('workflow:') ? keys : `${keys}, workflow: .argo/ci.yaml`;
  const [document] = readYamlStream({ path: 'f', text: `pipelines: {ci: {${all}}}` }).documents;
  if (document?.kind !== 'mapping') throw new Error('no mapping');
  const reading = { file: 'f', problems: [], work: makePartAllowance('file') };
  const [pipeline] = readShortForm(document, reading);
  if (pipeline === undefined) throw new Error(JSON.stringify(reading.problems));
  return translatePipeline(pipeline);
}

function dependenciesOf(keys: string) {
  return translate(keys)?.sensor.spec.dependencies;
}

const isPush = { path: 'body.deleted', type: 'bool', value: ['false'] };

describe('translatePipeline', () => {
  it('makes one Sensor of a pipeline', () => {
    expect(
      translate(
        'on: {push: {branches: [main]}, pull_request: }, paths: [src/**], if: github.sender != "x", timeout: 5m, concurrency: {limit: 2}, report: started',
      ),
    ).toEqual({
      origin: 'pipeline',
      position: { line: 1, column: 13 },
      githubEvents: { push: ['push'], pull_request: ['pull_request'] },
      runs: {
        ci: {
          checkName: 'ci',
          report: 'started',
          timeoutSeconds: 300,
          concurrency: { cancelInProgress: false, limit: 2 },
        },
      },
      sensor: {
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'Sensor',
        metadata: { name: 'ci' },
        spec: {
          dependencies: [
            {
              name: 'push',
              eventSourceName: 'github',
              eventName: 'push',
              filters: {
                data: [isPush],
                globs: [
                  { path: 'github.branch', patterns: ['main'] },
                  { path: 'github.changedFiles.all', patterns: ['src/**'] },
                ],
                if: 'github.sender != "x"',
              },
            },
            {
              name: 'pull_request',
              eventSourceName: 'github',
              eventName: 'pull_request',
              filters: {
                data: [{ path: 'body.action', type: 'string', value: ['^opened$', '^synchronize$', '^reopened$'] }],
                globs: [{ path: 'github.changedFiles.all', patterns: ['src/**'] }],
                if: 'github.sender != "x"',
              },
            },
          ],
          triggers: [
            {
              template: {
                name: 'ci',
                conditions: 'push || pull_request',
                argoWorkflow: { operation: 'submit', source: { file: { path: '.argo/ci.yaml' } } },
              },
            },
          ],
        },
      },
    });
  });

  it.each([
    ['on: push', [['push', 'github.branch', ['**']]]],
    ['on: {push: {branches: [main]}}', [['push', 'github.branch', ['main']]]],
    ['on: {push: {tags: [v*]}}', [['push-tags', 'github.tag', ['v*']]]],
    [
      'on: {push: {branches: [main], tags: [v*]}}',
      [
        ['push', 'github.branch', ['main']],
        ['push-tags', 'github.tag', ['v*']],
      ],
    ],
  ])('%s: deletions are no pushes, only `tags` is no branches', (keys, expected) => {
    expect(dependenciesOf(keys)).toEqual(
      expected.map(([name, path, patterns]) => ({
        name,
        eventSourceName: 'github',
        eventName: 'push',
        filters: { data: [isPush], globs: [{ path, patterns }] },
      })),
    );
  });

  it.each([
    ['on: {pull_request: {types: [closed]}}', { data: [{ path: 'body.action', type: 'string', value: ['^closed$'] }] }],
    [
      'on: {pull_request: {types: [labeled], branches: [main], labels: [ci]}}',
      {
        data: [{ path: 'body.action', type: 'string', value: ['^labeled$'] }],
        globs: [
          { path: 'github.pullRequest.base.ref', patterns: ['main'] },
          { path: 'github.pullRequest.labels', patterns: ['ci'] },
        ],
      },
    ],
    ['on: merge_group', { data: [{ path: 'body.action', type: 'string', value: ['^checks_requested$'] }] }],
    [
      'on: {merge_group: {branches: ["**", "!old"]}}',
      {
        data: [{ path: 'body.action', type: 'string', value: ['^checks_requested$'] }],
        globs: [{ path: 'github.mergeGroup.baseRef', patterns: ['refs/heads/**', '!refs/heads/old'] }],
      },
    ],
    ['on: release', { data: [{ path: 'body.action', type: 'string', value: ['^published$'] }] }],
    ['on: repository_dispatch', undefined],
    [
      'on: {repository_dispatch: {types: [a.b, "c+(d)"]}}',
      { data: [{ path: 'body.action', type: 'string', value: ['^a\\.b$', '^c\\+\\(d\\)$'] }] },
    ],
    ['on: deployment', undefined],
    [
      'on: {deployment: {environments: [prod]}}',
      { globs: [{ path: 'github.deployment.environment', patterns: ['prod'] }] },
    ],
    ['on: create', undefined],
    ['on: {delete: {branches: [x]}}', { globs: [{ path: 'github.branch', patterns: ['x'] }] }],
    ['on: create, if: github.tag != null', { if: 'github.tag != null' }],
    ['on: create, paths: [src/**]', undefined],
    [
      'on: {push: {tags: [v*]}}, paths: [src/**]',
      { data: [isPush], globs: [{ path: 'github.tag', patterns: ['v*'] }] },
    ],
  ])('%s', (keys, filters) => {
    const [dependency] = dependenciesOf(keys) ?? [];
    expect(dependency?.filters).toEqual(filters);
  });

  it('branches and tags of create and delete are dependencies of their own', () => {
    expect(
      dependenciesOf('on: {delete: {branches: [x], tags: [y]}}')?.map((each) => [
        each.name,
        each.eventName,
        each.filters?.globs,
      ]),
    ).toEqual([
      ['delete', 'delete', [{ path: 'github.branch', patterns: ['x'] }]],
      ['delete-tags', 'delete', [{ path: 'github.tag', patterns: ['y'] }]],
    ]);
    expect(dependenciesOf('on: {create: {tags: [y]}}')?.map((each) => each.name)).toEqual(['create-tags']);
  });

  it('a schedule is a dependency whatever its times are, which stand beside the Sensor', () => {
    const text = 'on: {push: , schedule: [{cron: "@daily"}, {cron: "0 9 * * 1", timezone: Europe/Berlin}]}';
    expect(dependenciesOf(text)?.map((each) => each.eventName)).toEqual(['push', 'schedule']);
    expect(translate(text)?.times).toEqual([
      { cron: '@daily', timezone: '' },
      { cron: '0 9 * * 1', timezone: 'Europe/Berlin' },
    ]);
    expect(translate('on: push')).not.toHaveProperty('times');
  });

  it('what a person may say is known, and takes the place of an argument that no template computes', () => {
    const translated = translate(
      'on: {push: , manual: {parameters: {to: a, tag: b}}}, parameters: {to: x, tag: "{{ .Input.github.sha }}"}',
    );

    expect(translated?.manual?.map((each) => each.name)).toEqual(['to', 'tag']);
    expect(translated?.githubEvents).toEqual({ push: ['push'], manual: ['manual'] });
    expect(Object.values(translated?.runs ?? {})[0]?.inputs).toEqual(['to']);
  });

  it('a command is a comment on an issue, a pull request or a commit, written by somebody who may', () => {
    const translated = translate('on: {issue_comment: {command: deploy}}');
    const filters = {
      data: [{ path: 'body.action', type: 'string', value: ['^created$'] }],
      globs: [{ path: 'github.comment.command', patterns: ['deploy'] }],
    };

    expect(translated?.commands).toEqual(['deploy']);
    expect(translated?.sensor.spec.dependencies).toMatchObject([
      { eventName: 'issue_comment', filters },
      { eventName: 'commit_comment', filters },
    ]);
  });

  it('parameters become arguments; templates are appended for each dependency', () => {
    const trigger = translate(
      'on: [push, create], parameters: {a: "x y", b: "{{ .Input.github.sha }}", c: 1.10, d: "{{ .Input.github.ref }}!"}',
    )?.sensor.spec.triggers[0];

    expect(trigger?.template.argoWorkflow?.args).toEqual(['-p', 'a=x y', '-p', 'b=', '-p', 'c=1.10', '-p', 'd=']);
    expect(trigger?.parameters).toEqual(
      [
        ['push', '{{ .Input.github.sha }}', 3],
        ['create', '{{ .Input.github.sha }}', 3],
        ['push', '{{ .Input.github.ref }}!', 7],
        ['create', '{{ .Input.github.ref }}!', 7],
      ].map(([dependencyName, dataTemplate, index]) => ({
        src: { dependencyName, dataTemplate },
        dest: `argoWorkflow.args.${index}`,
        operation: 'append',
      })),
    );
  });

  const header = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow' };
  it.each([
    ['{template: go}', { ...header, metadata: { generateName: 'ci-' }, spec: { workflowTemplateRef: { name: 'go' } } }],
    [
      '{clusterTemplate: go}',
      {
        ...header,
        metadata: { generateName: 'ci-' },
        spec: { workflowTemplateRef: { name: 'go', clusterScope: true } },
      },
    ],
    ['{spec: {entrypoint: a}}', { ...header, metadata: { generateName: 'ci-' }, spec: { entrypoint: 'a' } }],
    [
      '{metadata: {labels: {x: z}}, spec: {entrypoint: a}}',
      { ...header, metadata: { generateName: 'ci-', labels: { x: 'z' } }, spec: { entrypoint: 'a' } },
    ],
    [
      '{metadata: {name: own}, spec: {entrypoint: a}}',
      { ...header, metadata: { name: 'own' }, spec: { entrypoint: 'a' } },
    ],
    [
      '{metadata: {generateName: g-}, spec: {entrypoint: a}}',
      { ...header, metadata: { generateName: 'g-' }, spec: { entrypoint: 'a' } },
    ],
  ])('workflow: %s is a Workflow to create', (workflow, resource) => {
    expect(translate(`on: push, workflow: ${workflow}`)?.sensor.spec.triggers[0]?.template.argoWorkflow).toEqual({
      operation: 'submit',
      source: { resource },
    });
  });
});
