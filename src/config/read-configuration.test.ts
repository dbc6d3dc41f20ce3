import { describe, expect, it } from 'vitest';
import { printSensor } from './print-sensor.ts';
import { readConfiguration } from './read-configuration.ts';

const path = '.argo-events.yaml';

function read(text: string) {
  return readConfiguration({ path, text });
}

function placesOf(text: string): string[] {
  return read(text).problems.map(({ code, position }) => `${code} ${position?.line}:${position?.column}`);
}

/** A native Sensor with one dependency and one trigger. */
function sensorText({
  name = 's',
  source = 'github',
  event = 'push',
  trigger = argoTrigger(),
  annotations = '',
} = {}): string {
  return `apiVersion: argoproj.io/v1alpha1
kind: Sensor
metadata:
  name: ${name}${annotations === '' ? '' : `\n  annotations: {${annotations}}`}
spec:
  dependencies:
    - name: dep
      eventSourceName: ${source}
      eventName: ${event}
  triggers:
    - template:
        name: t
${trigger}`;
}

function argoTrigger({ operation = 'submit', source = '{file: {path: .argo/ci.yaml}}' } = {}): string {
  return `        argoWorkflow: {operation: ${operation}, source: ${source}}\n`;
}

function k8sTrigger(fields: string): string {
  return `        k8s: {${fields}}\n`;
}

const shortForm = 'pipelines:\n  ci:\n    on: push\n    workflow: .argo/ci.yaml\n';

describe('readConfiguration', () => {
  it.each(['', '\n', '# nothing\n', '---\n', '\ufeff', '---\n# a\n---\n'])('%j is silence', (text) => {
    expect(read(text)).toMatchObject({ sensors: [], problems: [] });
  });

  it('reads the short form beside native kinds, in the order of the file', () => {
    const { sensors, problems } = read(
      `${sensorText({ name: 'first' })}---\n${shortForm}---\n${sensorText({ name: 'last' })}`,
    );

    expect(problems).toEqual([]);
    expect(sensors.map(({ sensor, origin, position }) => [sensor.metadata.name, origin, position.line])).toEqual([
      ['first', 'sensor', 1],
      ['ci', 'pipeline', 16],
      ['last', 'sensor', 20],
    ]);
  });

  it('a native Sensor keeps its document and gets the options of its runs', () => {
    const { sensors, problems } = read(sensorText());

    expect(problems).toEqual([]);
    expect(sensors).toEqual([
      {
        origin: 'sensor',
        position: { line: 1, column: 1 },
        githubEvents: { dep: ['push'] },
        runs: { t: { checkName: 's/t', report: 'started' } },
        sensor: expect.objectContaining({
          kind: 'Sensor',
          metadata: { name: 's' },
          spec: {
            dependencies: [{ name: 'dep', eventSourceName: 'github', eventName: 'push' }],
            triggers: [
              {
                template: {
                  name: 't',
                  argoWorkflow: { operation: 'submit', source: { file: { path: '.argo/ci.yaml' } } },
                },
              },
            ],
          },
        }),
      },
    ]);
  });

  it.each([
    ['argo-events-app/check-name: my check', argoTrigger(), { checkName: 'my check', report: 'started' }],
    ['argo-events-app/report: always', argoTrigger(), { checkName: 's/t', report: 'always' }],
    [
      'argo-events-app/check-name: of the sensor',
      argoTrigger({
        source: '{resource: {kind: Workflow, metadata: {annotations: {argo-events-app/check-name: of the resource}}}}',
      }),
      { checkName: 'of the resource', report: 'started' },
    ],
  ])('annotation %s', (annotations, trigger, options) => {
    expect(read(sensorText({ annotations, trigger })).sensors[0]?.runs).toEqual({ t: options });
  });

  it.each([
    [{ annotations: 'argo-events-app/check-name: ""' }, 'config.invalid-annotation 5:17'],
    [{ annotations: 'argo-events-app/check-name: argo-events' }, 'config.invalid-annotation 5:17'],
    [{ annotations: 'argo-events-app/report: never' }, 'config.invalid-annotation 5:17'],
    [{ trigger: argoTrigger({ source: '{file: {path: ../x.yaml}}' }) }, 'config.invalid-workflow-path 13:59'],
    [
      { trigger: k8sTrigger('operation: create, source: {file: {path: /x.yaml}}') },
      'config.invalid-workflow-path 13:50',
    ],
  ])('%j is an error: %s', (fields, place) => {
    expect(read(sensorText(fields)).sensors).toEqual([]);
    expect(placesOf(sensorText(fields))).toEqual([place]);
  });

  it('problems of the validation get the place of their path', () => {
    const text =
      'apiVersion: argoproj.io/v1alpha1\nkind: Sensor\nmetadata: {name: s}\nspec:\n  dependencies: []\n  triggers: []\n';
    const { sensors, problems } = read(text);

    expect(sensors).toEqual([]);
    expect(problems.map(({ file, severity, position }) => [file, severity, position?.line])).toContainEqual([
      path,
      'error',
      5,
    ]);
    expect(problems[0]?.message).toContain('no event dependencies found');
  });

  it.each([
    ['globs: [{path: github.ref, patterns: [a, "b["]}]', 'config.invalid-pattern 11:'],
    ['if: github.actor == "mona"', 'config.invalid-condition 11:'],
  ])('the extension %s is checked in filters of a dependency and of the Sensor', (filter, place) => {
    const ofDependency = sensorText().replace(
      '  triggers:',
      `      filters:\n        data: []\n        ${filter}\n  triggers:`,
    );
    const ofSensor = sensorText().replace('  dependencies:', `  filters:\n    ${filter}\n  dependencies:`);

    expect(placesOf(ofDependency)[0]).toContain(place.replace('11', '12'));
    expect(placesOf(ofSensor)[0]).toContain(place.replace('11', '7'));
    expect([...read(ofDependency).sensors, ...read(ofSensor).sensors]).toEqual([]);
  });

  it('warns where a Workflow in the file reads its token through the environment', () => {
    const env = '[{name: T, valueFrom: {secretKeyRef: {name: "{{workflow.parameters.git-auth-secret}}", key: token}}}]';
    const text = `pipelines: {ci: {on: push, concurrency: {limit: 1}, workflow: {spec: {templates: [{container: {env: ${env}}}]}}}}`;
    const { problems, sensors } = read(text);
    expect(problems.map(({ code, severity }) => [code, severity])).toEqual([['run.token-in-environment', 'warning']]);
    expect(sensors).toHaveLength(1);
  });

  describe('EventSources', () => {
    const eventSource = (spec: string, name = 'hub') =>
      `apiVersion: argoproj.io/v1alpha1\nkind: EventSource\nmetadata: {name: ${name}}\nspec:\n  ${spec}\n`;

    it.each([
      ['github: {code: {events: [push, pull_request]}}', ['push', 'pull_request']],
      ['github: {code: {events: ["*"]}}', ['*']],
      ['github: {code: {owner: a, repository: b}}', ['*']],
      ['github: {code: {events: [push, push]}}', ['push']],
    ])('%s: its names stand for %j', (spec, events) => {
      const before = read(`${eventSource(spec)}---\n${sensorText({ source: 'hub', event: 'code' })}`);
      const after = read(`${sensorText({ source: 'hub', event: 'code' })}---\n${eventSource(spec)}`);

      for (const { sensors, problems } of [before, after]) {
        expect(problems).toEqual([]);
        expect(sensors[0]?.githubEvents).toEqual({ dep: events });
      }
    });

    it('an EventSource named github adds to what is implicit', () => {
      const both = `${eventSource('github: {code: {events: [push]}}', 'github')}---\n`;
      expect(read(both + sensorText({ event: 'code' })).sensors[0]?.githubEvents).toEqual({ dep: ['push'] });
      expect(read(both + sensorText({ event: 'release' })).sensors[0]?.githubEvents).toEqual({ dep: ['release'] });
    });

    it.each([
      [sensorText({ event: 'pus' }), 'config.unknown-github-event 9:7', 'Did you mean "push"?'],
      [sensorText({ event: 'example' }), 'config.unknown-github-event 9:7', "GitHub's name of the event"],
      [
        sensorText({ source: 'webhook', event: 'example' }),
        'config.unknown-event-source 9:7',
        '`eventSourceName: github`',
      ],
      [
        `${sensorText({ source: 'hub', event: 'other' })}---\n${eventSource('github: {code: {}}')}`,
        'config.unknown-event-source 9:7',
        'Known are code.',
      ],
    ])('what never comes is a warning', (text, place, hint) => {
      const { sensors, problems } = read(text);

      expect(placesOf(text)).toEqual([place]);
      expect(problems[0]?.severity).toBe('warning');
      expect(problems[0]?.hint).toContain(hint);
      expect(sensors[0]?.githubEvents).toEqual({});
    });

    it.each([
      ['calendar: {a: {interval: 10s}}', 'config.calendar-too-often 5:18', 'a minute or more'],
      ['kafka: {a: {}}', 'config.event-source-not-supported 5:3', "operator's documents"],
      ['webhook: {a: {}}', 'source.missing-field 5:13', 'endpoint'],
      ['webhook: {a: {endpoint: /a}}', 'source.open-hook 5:13', 'authSecret'],
      ['sns: {a: {}}', 'config.event-source-not-supported 5:3', 'keep Argo Events'],
      ['githb: {a: {}}', 'config.unknown-native-field 5:3', 'Did you mean "github"?'],
      ['github: [a]', 'config.invalid-event-source 5:11', ''],
      ['github: {a: x}', 'config.invalid-event-source 5:15', ''],
      ['github: {a: {events: push}}', 'config.invalid-event-source 5:24', ''],
      ['github: {a: {events: [[push]]}}', 'config.invalid-event-source 5:25', ''],
      ['github: {a: {events: [pus]}}', 'config.unknown-github-event 5:25', 'Did you mean "push"?'],
      ['github: {a: {events: [zzz]}}', 'config.unknown-github-event 5:25', 'documentation of webhooks'],
      ['github: {a: {event: [push]}}', 'config.unknown-native-field 5:16', 'Did you mean "events"?'],
      ['github: {a: {filter: {expression: "true"}}}', 'config.event-source-filter 5:16', '`filters` of the Sensors'],
    ])('%s: %s', (spec, place, hint) => {
      const text = eventSource(spec);

      expect(placesOf(text)).toEqual([place]);
      expect(read(text).problems[0]?.hint).toContain(hint);
    });

    it.each([
      ['apiVersion: argoproj.io/v1alpha1\nkind: EventSource\nspec: {github: {}}', 'config.invalid-event-source 1:1'],
      ['apiVersion: argoproj.io/v1alpha1\nkind: EventSource\nmetadata: {name: x}', 'config.invalid-event-source 1:1'],
    ])('%j: %s', (text, place) => {
      expect(placesOf(text)).toEqual([place]);
    });
  });

  it.each([
    ['- a\n- b', 'config.not-a-mapping 1:1', 'error'],
    ['just text', 'config.not-a-mapping 1:1', 'error'],
    ['42', 'config.not-a-mapping 1:1', 'error'],
    ['kind: Sensor', 'config.kind-missing 1:1', 'error'],
    ['apiVersion: argoproj.io/v1alpha1', 'config.kind-missing 1:1', 'error'],
    ['spec: {}', 'config.kind-missing 1:1', 'error'],
    ['apiVersion: argoproj.io/v1alpha1\nkind: WorkflowEventBinding', 'manifests.nameless 1:1', 'error'],
    [
      'apiVersion: argoproj.io/v1alpha1\nkind: WorkflowEventBinding\nmetadata: {name: a}',
      'manifests.binding 1:1',
      'error',
    ],
    ['apiVersion: argoproj.io/v1alpha1\nkind: Workflow', 'config.workflow-in-file 1:1', 'error'],
    ['apiVersion: argoproj.io/v1alpha1\nkind: WorkflowTemplate', 'config.workflow-in-file 1:1', 'error'],
    ['apiVersion: argoproj.io/v1alpha1\nkind: ClusterWorkflowTemplate', 'config.workflow-in-file 1:1', 'error'],
    ['apiVersion: argoproj.io/v1alpha1\nkind: EventBus', 'config.event-bus-ignored 1:1', 'warning'],
    ['apiVersion: argoproj.io/v1alpha1\nkind: Sensr', 'config.unknown-kind 1:1', 'error'],
    ['apiVersion: argoproj.io/v1\nkind: Sensor', 'config.unknown-kind 1:1', 'error'],
    ['apiVersion: v1\nkind: ConfigMap', 'config.unknown-kind 1:1', 'error'],
  ])('%j: %s', (text, place, severity) => {
    const { sensors, problems } = read(`${text}\n---\n${shortForm}`);

    expect(
      problems.map((each) => [`${each.code} ${each.position?.line}:${each.position?.column}`, each.severity]),
    ).toEqual([[place, severity]]);
    expect(sensors.map((each) => each.sensor.metadata.name)).toEqual(['ci']);
  });

  it.each([
    ['{jetstream: {version: latest}}', 'EVENT_BUS=nats://host:4222'],
    ['{nats: {native: {}}}', 'EVENT_BUS=nats://host:4222'],
    ['{jetstreamExotic: {url: "nats://bus.acme:4222"}}', 'EVENT_BUS=nats://bus.acme:4222`'],
    ['{kafka: {url: "kafka.acme:9092,other:9092"}}', 'EVENT_BUS=kafka://kafka.acme:9092`'],
    ['{kafka: {url: "user:secret@kafka"}}', 'EVENT_BUS=kafka://host:9092`'],
    ['{}', 'sqlite:data/events.db'],
  ])('an EventBus %s is answered with its setting', (spec, setting) => {
    expect(read(`apiVersion: argoproj.io/v1alpha1\nkind: EventBus\nspec: ${spec}`).problems[0]?.hint).toContain(
      setting,
    );
  });

  it('there is one short form', () => {
    const text = `${shortForm}---\n${shortForm.replace('ci:', 'other:')}`;

    expect(placesOf(text)).toEqual(['config.second-short-form 6:1']);
    expect(read(text).sensors).toHaveLength(1);
  });

  it('names of Sensors and of checks are used once', () => {
    expect(placesOf(`${sensorText({ name: 'ci' })}---\n${shortForm}`)).toEqual(['config.duplicate-sensor 16:3']);
    expect(placesOf(`${sensorText({ annotations: 'argo-events-app/check-name: ci' })}---\n${shortForm}`)).toEqual([
      'config.duplicate-check 17:3',
    ]);
    expect(read(`${sensorText({ name: 'ci' })}---\n${shortForm}`).sensors).toHaveLength(1);
  });

  it('what defaults say wrongly is said once, where it stands', () => {
    const text =
      'defaults: {timeout: 5, if: github.x}\npipelines: {a: {on: push, workflow: a.yaml}, b: {on: push, workflow: b.yaml, timeout: 5m, if: true}}';

    expect(placesOf(text)).toEqual(['config.invalid-duration 1:21', 'config.invalid-condition 1:35']);
    expect(read(text).sensors.map((each) => each.sensor.metadata.name)).toEqual(['b']);
  });

  it('a broken document takes the others with it, an unknown field only its own pipeline', () => {
    expect(read(`${shortForm}---\na: [`).sensors).toEqual([]);
    expect(
      read(`${shortForm}  broken:\n    on: push\n    workfow: x.yaml\n`).sensors.map(
        (each) => each.sensor.metadata.name,
      ),
    ).toEqual(['ci']);
  });

  it('lists at most a hundred problems', () => {
    const fields = Array.from({ length: 200 }, (_, index) => `field${index}: 1`).join('\n');
    const { problems } = read(fields);

    expect(problems).toHaveLength(101);
    expect(problems.at(-1)?.code).toBe('config.too-many-problems');
  });

  it('every problem names the file', () => {
    expect(read('pipelines: {a: {on: pus}}').problems.map((each) => each.file)).toEqual([path, path]);
  });

  it('a translated Sensor is a native one too: printed and read again it is the same', () => {
    const text = `pipelines:
  Build it:
    on: {push: {branches: [main, 1.10, on], tags: ["v*"]}, pull_request: {labels: [ci]}, merge_group: {branches: [main]}, release: , deployment: , create: , delete: {tags: [x]}, repository_dispatch: {types: [a.b]}}
    paths: ["src/**", "!**/*.md"]
    if: github.sender != "dependabot[bot]"
    workflow: {template: go}
    parameters: {a: "{{ .Input.github.sha }}", b: 012}
`;
    const first = read(text);
    const [translated] = first.sensors;
    expect(first.problems).toEqual([]);
    const again = translated && read(printSensor(translated.sensor));

    expect(again?.problems).toEqual([]);
    expect(again?.sensors[0]?.sensor).toEqual(translated?.sensor);
    expect(again?.sensors[0]?.githubEvents).toEqual(translated?.githubEvents);
  });
});
