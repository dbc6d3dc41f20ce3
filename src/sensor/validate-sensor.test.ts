import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { validateSensor } from './validate-sensor.ts';

const resource = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow', metadata: { generateName: 'ci-' } };
const dependency = { name: 'd', eventSourceName: 'github', eventName: 'push' };
const template = { name: 't', argoWorkflow: { operation: 'submit', source: { resource } } };

function sensorOf(spec: Record<string, unknown> = {}) {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Sensor',
    metadata: { name: 'ci' },
    spec: { dependencies: [dependency], triggers: [{ template }], ...spec },
  };
}

function withFilters(filters: unknown) {
  return sensorOf({ dependencies: [{ ...dependency, filters }] });
}

function withTrigger(trigger: Record<string, unknown>) {
  return sensorOf({ triggers: [{ template, ...trigger }] });
}

function withKind(kind: string, fields: unknown) {
  return withTrigger({ template: { name: 't', [kind]: fields } });
}

/** Code and place of what is found, such as `sensor.wrong-type spec.triggers`. */
function found(document: unknown): string[] {
  return validateSensor(document).problems.map(({ problem, path }) => `${problem.code} ${path.join('.')}`);
}

describe('validateSensor', () => {
  it('accepts a Sensor that is carried out', () => {
    const document = sensorOf({ loggingFields: null, template: { serviceAccountName: 'x', volumes: [1] } });

    expect(validateSensor(document)).toEqual({
      sensor: sensorOf({ template: { serviceAccountName: 'x', volumes: [1] } }),
      problems: [],
    });
  });

  it.each([
    ['k8s create of a Workflow', { template: { name: 't', k8s: { operation: 'create', source: { resource } } } }],
    ['k8s without an operation', { template: { name: 't', k8s: { source: { file: { path: 'a.yaml' } } } } }],
    ['atLeastOnce', { atLeastOnce: true }],
  ])('accepts %s', (_, trigger) => {
    expect(validateSensor(withTrigger(trigger))).toMatchObject({ sensor: { kind: 'Sensor' }, problems: [] });
  });

  it('takes the Sensor’s own filters, globs and if', () => {
    const filters = { globs: [{ path: 'github.branch', patterns: ['main'] }], if: 'github.branch == "main"' };

    expect(found(sensorOf({ filters }))).toEqual([]);
  });

  it.each([
    [sensorOf({ dependencies: [] }), 'no event dependencies found', 'spec.dependencies'],
    [sensorOf({ triggers: [{}] }), "trigger template can't be nil", 'spec.triggers.0'],
    [
      withTrigger({ template: { ...template, argoWorkflow: { source: { resource } } } }),
      'template t is invalid, unknown operation type ',
      'spec.triggers.0.template.argoWorkflow.operation',
    ],
    [
      withFilters({ data: [{ path: 'a', type: 'string', value: [''] }] }),
      'one of data filters is not valid (value must be not empty)',
      'spec.dependencies.0.filters.data.0.value.0',
    ],
    [
      withFilters({ context: {} }),
      'no fields specified in ctx filter (aka all events will be discarded)',
      'spec.dependencies.0.filters.context',
    ],
    [
      withTrigger({ parameters: [{ src: { dependencyName: 'd' }, dest: 'a', operation: 'x' }] }),
      'template parameter index: 0. err: parameter operation x is invalid',
      'spec.triggers.0.parameters.0.operation',
    ],
    [null, 'nil sensor', ''],
  ])('refuses what Argo Events refuses, with its message and the place (%#)', (document, reason, path) => {
    const { sensor, problems } = validateSensor(document);

    expect(sensor).toBeUndefined();
    expect(problems).toMatchObject([{ problem: { code: 'sensor.argo-refuses', severity: 'error' } }]);
    expect(problems[0]?.problem.message).toBe(`Argo Events refuses this Sensor: ${reason}.`);
    expect(problems[0]?.path.join('.')).toBe(path);
  });

  it.each([
    [
      withFilters({ data: [{ path: 'a', type: 'string', value: 'x' }] }),
      'spec.dependencies.0.filters.data.0.value must be a list of texts, but it is of type string.',
    ],
    [
      withFilters({ data: [{ path: 'a', type: 'number', value: [42] }] }),
      'spec.dependencies.0.filters.data.0.value.0 must be a text, but it is of type number.',
    ],
    [sensorOf({ triggers: {} }), 'spec.triggers must be a list, but it is of type object.'],
    [
      withTrigger({ atLeastOnce: 'yes' }),
      'spec.triggers.0.atLeastOnce must be true or false, but it is of type string.',
    ],
    [sensorOf({ replicas: [] }), 'spec.replicas must be a whole number, but it is of type array.'],
    [
      sensorOf({ revisionHistoryLimit: 1.5 }),
      'spec.revisionHistoryLimit must be a whole number, but it is of type number.',
    ],
    [
      withKind('http', { url: 'x', timeout: '5' }),
      'spec.triggers.0.template.http.timeout must be a whole number, but it is of type string.',
    ],
    [
      { ...sensorOf(), metadata: { name: 'ci', labels: { stage: 1 } } },
      'metadata.labels.stage must be a text, but it is of type number.',
    ],
    [withTrigger({ template: [] }), 'spec.triggers.0.template must be an object, but it is of type array.'],
    ['text', 'The Sensor must be an object, but it is of type string.'],
  ])('names a wrong type (%#)', (document, message) => {
    expect(validateSensor(document).problems[0]?.problem.message).toBe(message);
  });

  it('warns of an unknown field and offers the nearest', () => {
    const { sensor, problems } = validateSensor({ ...sensorOf({ depedencies: [] }) });

    expect(sensor).toBeDefined();
    expect(problems).toMatchObject([
      { problem: { code: 'sensor.unknown-field', severity: 'warning', hint: expect.stringContaining('dependencies') } },
    ]);
  });

  const secret = { name: 's', key: 'k' };
  it.each<[string, unknown, string]>([
    ['metadata.lables', { ...sensorOf(), metadata: { name: 'ci', lables: {} } }, 'Did you mean labels?'],
    [
      'spec.template.serviceAccount',
      sensorOf({ template: { serviceAccount: 'x' } }),
      'Did you mean serviceAccountName?',
    ],
    ['spec.template.container.volumeMount', sensorOf({ template: { container: { volumeMount: [] } } }), 'volumeMounts'],
    [
      'spec.triggers.0.retryStrategy.step',
      withTrigger({ atLeastOnce: true, retryStrategy: { step: 3 } }),
      'Did you mean steps?',
    ],
    [
      'spec.triggers.0.policy.k8s.backoff.durations',
      withTrigger({ policy: { k8s: { labels: {}, backoff: { durations: '1s' } } } }),
      'Did you mean duration?',
    ],
    ['spec.triggers.0.template.http.header', withKind('http', { url: 'x', header: {} }), 'Did you mean headers?'],
    ['spec.triggers.0.template.http.body', withKind('http', { url: 'x', body: '{}' }), 'Write payload'],
    [
      'spec.triggers.0.template.http.secureHeaders.0.valueFrom.secretKey',
      withKind('http', { url: 'x', secureHeaders: [{ name: 'a', valueFrom: { secretKey: secret } }] }),
      'Did you mean secretKeyRef?',
    ],
    [
      'spec.triggers.0.template.kafka.consumerGroup',
      withKind('kafka', { url: 'x', topic: 't', payload: [], consumerGroup: {} }),
      'EventSource',
    ],
    [
      'spec.triggers.0.template.kafka.sasl.mechanisms',
      withKind('kafka', { url: 'x', topic: 't', payload: [], sasl: { mechanisms: 'PLAIN' } }),
      'Did you mean mechanism?',
    ],
    [
      'spec.triggers.0.template.nats.tls.caCert',
      withKind('nats', { url: 'x', subject: 's', payload: [], tls: { caCert: secret } }),
      'Did you mean caCertSecret?',
    ],
    [
      'spec.triggers.0.template.nats.payload.0.src.datakey',
      withKind('nats', {
        url: 'x',
        subject: 's',
        payload: [{ src: { dependencyName: 'd', datakey: 'a' }, dest: 'b' }],
      }),
      'Did you mean dataKey?',
    ],
    ['spec.triggers.0.template.log.interval', withKind('log', { interval: 1 }), 'intervalSeconds'],
    [
      'spec.triggers.0.template.slack.sender.name',
      withKind('slack', { slackToken: secret, sender: { name: 'x' } }),
      'username',
    ],
    [
      'spec.triggers.0.template.k8s.source.git.sshKey',
      withKind('k8s', { operation: 'create', source: { resource, git: { url: 'x', sshKey: secret } } }),
      'sshKeySecret',
    ],
  ])('names %s, which Argo Events drops without a word', (path, document, hint) => {
    const { problems } = validateSensor(document);
    const unknown = problems.filter((each) => each.problem.code === 'sensor.unknown-field');

    expect(unknown.map((each) => each.path.join('.'))).toEqual([path]);
    expect(unknown[0]?.problem).toMatchObject({ severity: 'warning', hint: expect.stringContaining(hint) });
  });

  it('refuses an unknown field inside filters', () => {
    expect(found(withFilters({ dta: [] }))).toEqual(['sensor.unknown-filter-field spec.dependencies.0.filters.dta']);
    expect(found(withFilters({ ctx: { type: 'x' } }))).toEqual([
      'sensor.unknown-filter-field spec.dependencies.0.filters.ctx',
    ]);
  });

  const filters = 'spec.dependencies.0.filters';
  const trigger = 'spec.triggers.0';
  it.each<[string, unknown]>([
    ['exprs', withFilters({ exprs: [{ expr: 'a == 1', fields: [{ path: 'a', name: 'a' }] }] })],
    ['time', withFilters({ time: { start: '09:00:00', stop: '10:00:00' } })],
    ['time with a schedule', withFilters({ time: { schedule: '0 9 * * 1-5', duration: '9h' } })],
    ['script', withFilters({ script: 'return true' })],
    ['transform', sensorOf({ dependencies: [{ ...dependency, transform: { jq: '.' } }] })],
    ['several dependencies that are joined', sensorOf({ dependencies: [dependency, { ...dependency, name: 'e' }] })],
    ['conditions that name one dependency twice', withTrigger({ template: { ...template, conditions: 'd && d' } })],
    [
      'conditionsReset',
      withTrigger({
        template: { ...template, conditions: 'd && d', conditionsReset: [{ byTime: { cron: '0 0 * * *' } }] },
      }),
    ],
  ])('accepts %s', (_, document) => {
    expect(found(document)).toEqual([]);
    expect(validateSensor(document).sensor).toBeDefined();
  });

  it.each<[Record<string, unknown>, string]>([
    [{ template: { name: 't', awsLambda: { functionName: 'f', region: 'r', payload: [] } } }, 'template.awsLambda'],
    [{ template: { name: 't', azureEventHubs: {} } }, 'template.azureEventHubs'],
    [{ template: { name: 't' } }, 'template'],
  ])('accepts what it will refuse when it fires, with a warning (%#)', (changes, path) => {
    const document = withTrigger(changes);

    const { sensor, problems } = validateSensor(document);
    expect(sensor).toBeDefined();
    expect(problems).toMatchObject([
      {
        problem: { code: 'sensor.refused-when-fired', severity: 'warning' },
        path: ['spec', 'triggers', 0, ...path.split('.')],
      },
    ]);
  });

  it.each([
    [
      withFilters({ data: [{ path: 'a', type: 'string', value: ['ok', '('] }] }),
      `sensor.regular-expression ${filters}.data.0.value.1`,
    ],
    [
      withFilters({ data: [{ path: 'a', type: 'string', value: ['x'], template: '{{ .Input.X-Y }}' }] }),
      `sensor.template ${filters}.data.0.template`,
    ],
    [
      withTrigger({ template: { ...template, conditions: 'd and d' } }),
      `sensor.conditions ${trigger}.template.conditions`,
    ],
    [
      withTrigger({
        parameters: [{ src: { dependencyName: 'd', dataTemplate: '{{ genPrivateKey "rsa" }}' }, dest: 'name' }],
      }),
      `sensor.template-secret ${trigger}.parameters.0.src.dataTemplate`,
    ],
    [withTrigger({ retryStrategy: { steps: 3 } }), `sensor.no-effect ${trigger}.retryStrategy`],
    [withTrigger({ template: { ...template, log: {} } }), `sensor.several-trigger-kinds ${trigger}.template`],
    [
      withTrigger({ parameters: [{ src: { dependencyName: 'x', dataKey: 'a' }, dest: 'name' }] }),
      `sensor.unknown-dependency ${trigger}.parameters.0.src.dependencyName`,
    ],
    [
      withTrigger({ parameters: [{ src: { dependencyName: 'd', contextTemplate: '{{' }, dest: 'name' }] }),
      `sensor.template ${trigger}.parameters.0.src.contextTemplate`,
    ],
  ])('warns of what Argo Events silently ignores (%#)', (document, expected) => {
    const { sensor, problems } = validateSensor(document);

    expect(found(document)).toEqual([expected]);
    expect(problems[0]?.problem.severity).toBe('warning');
    expect(sensor).toBeDefined();
  });

  it('answers any document', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(validateSensor(value).sensor).toBeUndefined();
        expect(validateSensor({ spec: { dependencies: [value], triggers: [value] } }).problems.length).toBeGreaterThan(
          0,
        );
      }),
    );
  });
});
