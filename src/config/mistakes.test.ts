import { describe, expect, it } from 'vitest';
import { readConfiguration } from './read-configuration.ts';

/** Parts of a file with one Sensor; what is absent is right. */
interface Written {
  source?: string;
  event?: string;
  filters?: string;
  trigger?: string;
  conditions?: string;
  /** Beside the trigger's template. */
  beside?: string;
  /** Of the Sensor. */
  spec?: string;
  more?: string;
}

function write({ source = 'github', event = 'push', filters, conditions, spec = '', more = '', ...trigger }: Written) {
  return `apiVersion: argoproj.io/v1alpha1
kind: Sensor
metadata: {name: ci}
spec:
  ${spec}
  dependencies:
    - name: dep
      eventSourceName: ${source}
      eventName: ${event}
      ${filters === undefined ? '' : `filters: {${filters}}`}
  triggers:
    - ${trigger.beside ?? 'atLeastOnce: true'}
      template:
        name: run
        ${conditions === undefined ? '' : `conditions: ${conditions}`}
        ${trigger.trigger ?? 'argoWorkflow: {operation: submit, source: {file: {path: a.yaml}}}'}
${more}`;
}

const mine = `---
apiVersion: argoproj.io/v1alpha1
kind: EventSource
metadata: {name: mine}
spec: {github: {pushes: {events: [push]}, requests: {events: [pull_request]}}}
`;

function read(written: Written): string[] {
  const { problems } = readConfiguration({ path: 'f', text: write(written) });
  return problems.flatMap(({ severity, code, message, hint, position }) => {
    return [`${position?.line}:${position?.column} ${severity} ${code}`, message, hint];
  });
}

describe('what people see of the mistakes that are made in Sensors', () => {
  it('is nothing where there is none', () => {
    expect(read({})).toEqual([]);
  });

  it.each<[string, Written, string[]]>([
    [
      'the operation create of argoWorkflow',
      { trigger: 'argoWorkflow: {operation: create, source: {file: {path: a.yaml}}}' },
      [
        '16:24 error sensor.argo-refuses',
        'Argo Events refuses this Sensor: template run is invalid, unknown operation type create.',
        'Write operation: submit. `create` is an operation of k8s triggers; argoWorkflow has submit, submit-from, resubmit, retry, resume, suspend, stop and terminate.',
      ],
    ],
    [
      'group, version and resource beside source',
      {
        trigger:
          'argoWorkflow: {operation: submit, group: argoproj.io, version: v1alpha1, resource: workflows, source: {file: {path: a.yaml}}}',
      },
      [
        '16:43 warning sensor.unknown-field',
        'group is no field of ArgoWorkflowTrigger; it has no effect.',
        'Argo Events does not read it any more: the object under `source` says what it is by its own apiVersion and kind.',
        '16:63 warning sensor.unknown-field',
        'version is no field of ArgoWorkflowTrigger; it has no effect.',
        'Argo Events does not read it any more: the object under `source` says what it is by its own apiVersion and kind.',
        '16:82 warning sensor.unknown-field',
        'resource is no field of ArgoWorkflowTrigger; it has no effect.',
        'Argo Events does not read it any more: the object under `source` says what it is by its own apiVersion and kind.',
      ],
    ],
    [
      'filters.ctx',
      { filters: 'ctx: {type: github}' },
      [
        '10:17 error sensor.unknown-filter-field',
        'ctx is no field of EventDependencyFilter; without it the filter would let more events through than it says.',
        'Write context: only the documentation calls it ctx.',
      ],
    ],
    [
      'a value that is no list',
      { filters: 'data: [{path: body.ref, type: string, value: main}]' },
      [
        '10:55 error sensor.wrong-type',
        'spec.dependencies.0.filters.data.0.value must be a list of texts, but it is of type string.',
        'Write a list, also for one value: value: ["main"].',
      ],
    ],
    [
      'a value that is no text',
      { filters: 'data: [{path: body.size, type: number, value: [42]}]' },
      [
        '10:64 error sensor.wrong-type',
        'spec.dependencies.0.filters.data.0.value.0 must be a text, but it is of type number.',
        'Write it in quotes, as a text: "42".',
      ],
    ],
    [
      'header for headers',
      { filters: 'data: [{path: header.X-Github-Event.0, type: string, value: [push]}]' },
      [
        '10:25 warning sensor.path-root',
        'The path header.X-Github-Event.0 begins with header, which the data of an event of GitHub does not have.',
        'Write headers.X-Github-Event.0.',
      ],
    ],
    [
      'a header in another case',
      { filters: 'data: [{path: headers.X-GitHub-Event.0, type: string, value: [push]}]' },
      [
        '10:25 warning sensor.header-case',
        'The path headers.X-GitHub-Event.0 names the header X-GitHub-Event; in the data it is written X-Github-Event, whatever case GitHub sent.',
        'Write headers.X-Github-Event.0: a header is a list of texts.',
      ],
    ],
    [
      'parameters of the object at the trigger',
      {
        beside:
          'parameters: [{src: {dependencyName: dep, dataKey: body.after}, dest: spec.arguments.parameters.0.value}]',
      },
      [
        '12:70 warning sensor.parameter-level',
        "The destination spec.arguments.parameters.0.value is not one of the trigger's template, which the parameters here change.",
        "Write it below the trigger's kind (argoWorkflow.parameters), or as argoWorkflow.source.resource.spec.arguments.parameters.0.value.",
      ],
    ],
    [
      'parameters of the trigger at the object',
      {
        trigger:
          'argoWorkflow: {operation: submit, source: {file: {path: a.yaml}}, parameters: [{src: {dependencyName: dep, dataKey: body.after}, dest: argoWorkflow.operation}]}',
      },
      [
        '16:138 warning sensor.parameter-level',
        'The destination argoWorkflow.operation is not one of the object, which the parameters here change.',
        "Write it in the trigger's own parameters, beside template, or without what stands before the object.",
      ],
    ],
    [
      'a misspelt event of GitHub',
      { event: 'pusch' },
      ['9:7 warning config.unknown-github-event', 'GitHub sends no event "pusch".', 'Did you mean "push"?'],
    ],
    [
      'an event that GitHub does not have',
      { event: 'example' },
      [
        '9:7 warning config.unknown-github-event',
        'GitHub sends no event "example".',
        "Write GitHub's name of the event, or add an EventSource of type github. Known are push, pull_request, create, delete, release, issue_comment, issues, merge_group, pull_request_review, repository_dispatch, workflow_dispatch, deployment, check_run and 62 others.",
      ],
    ],
    [
      'an event that the EventSource does not define',
      { source: 'mine', event: 'pushing', more: mine },
      [
        '9:7 warning config.unknown-event-source',
        'The dependency "dep" waits for "pushing" of the EventSource "mine", which this file does not define: it never comes.',
        'Known are pushes, requests.',
      ],
    ],
    [
      'an EventSource that the file does not define',
      { source: 'other', event: 'pushes', more: mine },
      [
        '9:7 warning config.unknown-event-source',
        'The dependency "dep" waits for "pushes" of the EventSource "other", which this file does not define: it never comes.',
        "Use `eventSourceName: github` with GitHub's name of the event, or add an EventSource of type github. This file defines mine/pushes, mine/requests.",
      ],
    ],
    [
      '! in conditions',
      { conditions: '"!dep"' },
      [
        '15:9 warning sensor.conditions',
        'Trigger run can never fire: its conditions cannot be read (interface conversion: interface {} is string, not bool).',
        'There is no negation: a filter on the dependency says what must not be. Known are dep.',
      ],
    ],
    [
      'and in conditions',
      { conditions: 'dep and dep' },
      [
        '15:9 warning sensor.conditions',
        'Trigger run can never fire: its conditions cannot be read (interface conversion: interface {} is string, not bool).',
        'Write && for `and`. Known are dep.',
      ],
    ],
    [
      'not in conditions',
      { conditions: 'not dep' },
      [
        '15:9 warning sensor.conditions',
        'Trigger run can never fire: its conditions cannot be read (interface conversion: interface {} is string, not bool).',
        'There is no `not`: a filter on the dependency says what must not be. Known are dep.',
      ],
    ],
    [
      'a dependency that conditions do not know',
      { conditions: 'dep && deb' },
      [
        '15:9 warning sensor.conditions',
        'Trigger run can never fire: its conditions cannot be read (unknown name deb).',
        'Conditions are names of dependencies with &&, || and parentheses. Known are dep.',
      ],
    ],
    [
      'and in an expression',
      { filters: 'exprs: [{expr: "ref == \'x\' and true", fields: [{name: ref, path: body.ref}]}]' },
      [
        '10:26 warning sensor.expression',
        "`ref == 'x' and true` is no expression (Cannot transition token types from STRING [x] to VARIABLE [and]); events that come to it are rejected.",
        'Write && for `and`.',
      ],
    ],
    [
      'an operator that the language lacks',
      { filters: 'exprs: [{expr: "ref contains \'x\'", fields: [{name: ref, path: body.ref}]}]' },
      [
        '10:26 warning sensor.expression',
        "`ref contains 'x'` is no expression (Cannot transition token types from VARIABLE [ref] to VARIABLE [contains]); events that come to it are rejected.",
        "Write =~ with a regular expression: ref =~ '^refs/heads/'; there are no functions.",
      ],
    ],
    [
      'a comparator that filters lack',
      { filters: 'data: [{path: body.ref, type: string, value: [main], comparator: "=="}]' },
      [
        '10:70 error sensor.argo-refuses',
        'Argo Events refuses this Sensor: comparator == not supported.',
        'Write = for equality.',
      ],
    ],
    [
      'a path that the payload does not have',
      { filters: 'data: [{path: body.reff, type: string, value: [main]}]' },
      [
        '10:25 warning sensor.path-unknown',
        "The path body.reff reads reff under body, which GitHub's event push does not have.",
        'Did you mean body.ref?',
      ],
    ],
    [
      'a key of a parameter that the payload does not have',
      { beside: 'parameters: [{src: {dependencyName: dep, dataKey: body.head_comit.id}, dest: name}]' },
      [
        '12:48 warning sensor.path-unknown',
        "The path body.head_comit.id reads head_comit under body, which GitHub's event push does not have.",
        'Did you mean body.head_commit?',
      ],
    ],
    [
      'a dependency that a parameter does not know',
      { beside: 'parameters: [{src: {dependencyName: dp, dataKey: body.after}, dest: name}]' },
      [
        '12:27 warning sensor.unknown-dependency',
        'A parameter reads from the dependency dp, which this Sensor does not have; it is always left out.',
        'Dependencies of this Sensor: dep.',
      ],
    ],
    [
      'a regular expression that does not compile',
      { filters: 'data: [{path: body.ref, type: string, value: ["(?!main)"]}]' },
      [
        '10:63 warning sensor.regular-expression',
        'The value (?!main) is no regular expression (error parsing regexp: invalid or unsupported Perl syntax: `(?!`); events that come to it are rejected.',
        "Values of data filters of type string are regular expressions in Go's syntax: no lookahead, no backreferences.",
      ],
    ],
    [
      'retryStrategy without atLeastOnce',
      { beside: 'retryStrategy: {steps: 3}' },
      [
        '12:7 warning sensor.no-effect',
        'retryStrategy of trigger run has no effect without atLeastOnce: true.',
        'Remove it, or set atLeastOnce: true.',
      ],
    ],
    [
      'an unknown field',
      { beside: 'retries: 3' },
      [
        '12:7 warning sensor.unknown-field',
        'retries is no field of Trigger; it has no effect.',
        'Remove it. Known are template, parameters, policy, retryStrategy, rateLimit, atLeastOnce, dlqTrigger.',
      ],
    ],
    [
      'an unknown field inside filters',
      { filters: 'dta: []' },
      [
        '10:17 error sensor.unknown-filter-field',
        'dta is no field of EventDependencyFilter; without it the filter would let more events through than it says.',
        'Did you mean data?',
      ],
    ],
    [
      'a kind of trigger that is not carried out',
      {
        trigger:
          'awsLambda: {functionName: f, region: r, payload: [{src: {dependencyName: dep, dataKey: body.ref}, dest: a}]}',
      },
      [
        '16:9 warning sensor.refused-when-fired',
        'Trigger run has awsLambda, which this version does not carry out: when it fires, its check fails.',
        'Remove it, or leave this trigger to Argo Events until it is supported here.',
      ],
    ],
    [
      'a server that nobody vouches for',
      {
        trigger:
          'http: {url: "https://example.com", method: POST, tls: {insecureSkipVerify: true}, payload: [{src: {dependencyName: dep, dataKey: body.ref}, dest: ref}]}',
      },
      [
        '16:64 warning sensor.unverified-server',
        'Trigger run asks for tls.insecureSkipVerify, which would take any server for the one that is meant; when it fires, its check fails.',
        'Take it out. For a server that no public authority knows, name the certificate of its authority in `tls.caCertSecret`.',
      ],
    ],
    [
      'a schedule that is none',
      { filters: 'time: {schedule: "0 9 * *", duration: 8h}' },
      [
        '10:24 error sensor.schedule',
        "The schedule of this time filter cannot be used: invalid schedule '0 9 * *'.",
        'A schedule has five cron fields, such as "0 9 * * 1-5", and a duration is written as 9h or 1h30m.',
      ],
    ],
    [
      'a schedule beside start and stop',
      { filters: 'time: {schedule: "0 9 * * 1-5", start: "09:00:00", stop: "10:00:00"}' },
      [
        '10:24 error sensor.schedule',
        'The schedule of this time filter cannot be used: it stands beside start or stop; one of both says when.',
        'A schedule has five cron fields, such as "0 9 * * 1-5", and a duration is written as 9h or 1h30m.',
      ],
    ],
    [
      'a duration without a schedule',
      { filters: 'time: {start: "09:00:00", stop: "10:00:00", duration: 8h}' },
      [
        '10:61 error sensor.schedule',
        'The schedule of this time filter cannot be used: a duration needs a schedule that it begins at.',
        'A schedule has five cron fields, such as "0 9 * * 1-5", and a duration is written as 9h or 1h30m.',
      ],
    ],
    [
      'filters of the Sensor with an unknown field',
      { spec: 'filters: {dta: []}' },
      [
        '5:13 error sensor.unknown-filter-field',
        'dta is no field of EventDependencyFilter; without it the filter would let more events through than it says.',
        'Did you mean data?',
      ],
    ],
    [
      'filters of the Sensor that never pass',
      { spec: 'filters: {data: [{path: body.created, type: bool, value: ["yes"]}]}' },
      [
        '5:61 warning sensor.filter-value',
        'The value yes is no bool; events that come to it are rejected.',
        'Write a number such as 42, or true or false; a text needs type: string.',
      ],
    ],
  ])('%s', (_name, written, seen) => {
    expect(read(written)).toEqual(seen);
  });
});
