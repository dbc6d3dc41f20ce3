import { describe, expect, it } from 'vitest';
import type { OperatorSensor } from '../../manifests/manifests.ts';
import type { Sensor, Trigger } from '../../sensor/sensor.ts';
import { setStage as setTriggerStage } from '../../trigger/testing/stage.ts';
import { handleOperatorEvent } from './handle-operator-event.ts';
import { listDecisionNotes } from './latest-decisions.ts';
import type { OperatorTools } from './operator-tools.ts';
import { makeOperatorEvent } from './read-source-delivery.ts';

const position = { line: 1, column: 1 };

function workflow(metadata: object) {
  const template = { name: 'main', container: { image: 'busybox', command: ['true'] } };
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Workflow',
    metadata,
    spec: { entrypoint: 'main', templates: [template] },
  };
}

function submit(resource: object, more: object = {}): Trigger {
  return { template: { name: 'run', argoWorkflow: { operation: 'submit', source: { resource }, ...more } } };
}

function apply(resource: object, operation = 'create'): Trigger {
  return { template: { name: 'run', k8s: { operation, source: { resource } } } };
}

const configMap = (namespace: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'made', namespace },
  data: { a: 'b' },
});

interface Options {
  namespace?: string;
  filters?: Sensor['spec']['dependencies'][number]['filters'];
}

async function setStage(trigger: Trigger, { namespace = 'ci', filters }: Options = {}) {
  const { cluster, tools, records } = await setTriggerStage();
  const fired: string[] = [];
  const lines: string[] = [];
  const write =
    (level: string) =>
    (fields: { code?: string }, message: string): void => {
      lines.push(`${level} ${fields.code ?? message}`);
    };
  const sensor: OperatorSensor = {
    ...{ namespace, file: 'a.yaml', position },
    sensor: {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Sensor',
      metadata: { name: 'one' },
      spec: {
        dependencies: [
          { name: 'a', eventSourceName: 'hooks', eventName: 'push', ...(filters === undefined ? {} : { filters }) },
        ],
        triggers: [trigger],
      },
    },
  };
  const operator = {
    ...tools,
    triggers: tools,
    sandbox: {},
    manifests: () => ({ eventSources: [], sensors: [sensor], bindings: [], cronWorkflows: [], isComplete: true }),
    readManifestFile: async () => ({ kind: 'absent' }),
    onFired: (outcome: string) => fired.push(outcome),
    onRunStarted: () => undefined,
    log: { info: write('info'), warn: write('warn'), error: write('error') },
  } as unknown as OperatorTools;
  const event = (id = 'e-1', name = 'push') =>
    makeOperatorEvent({
      ...{ source: 'hooks', name, type: 'webhook', id },
      data: '{"body":{"a":1}}',
      occurredAt: 1000,
    });
  return {
    ...{ cluster, fired, lines, event },
    handle: (about = event(), place = 'ci') => handleOperatorEvent(about, place, operator),
    notes: () => listDecisionNotes(records, 'ci'),
    names: (plural: string, place: string) => cluster.list(plural, place).map(({ metadata }) => metadata.name),
  };
}

describe('an event of an EventSource', () => {
  it('makes its Workflow once, however often it is handled, and another event another one', async () => {
    const { handle, event, names, fired } = await setStage(submit(workflow({ generateName: 'build-' })));
    expect(await handle()).toEqual({ kind: 'done' });
    expect(await handle()).toEqual({ kind: 'done' });
    expect(names('workflows', 'ci')).toEqual([expect.stringMatching(/^build-[a-z0-9]{12}$/)]);
    await handle(event('e-2'));
    expect(names('workflows', 'ci')).toHaveLength(2);
    expect(fired).toEqual(['done', 'repeated', 'done']);
  });

  it('asks no Sensor of another namespace, and none that waits for another event', async () => {
    const { handle, event, names, lines } = await setStage(submit(workflow({ generateName: 'build-' })));
    await handle(event(), 'other');
    await handle(event('e-1', 'pull'));
    expect(names('workflows', 'ci')).toEqual([]);
    expect(lines).toEqual(['info no Sensor listens to this event', 'info no Sensor listens to this event']);
  });

  it('leaves in its note what every filter saw', async () => {
    const filters = { data: [{ path: 'body.a', type: 'number' as const, value: ['2'] }] };
    const { handle, notes, names } = await setStage(submit(workflow({ generateName: 'build-' })), { filters });
    await handle();
    expect(names('workflows', 'ci')).toEqual([]);
    expect(await notes()).toMatchObject({
      'ci/one/hooks/push': {
        id: 'e-1',
        firings: [],
        trace: {
          dependencies: [{ outcome: 'filtered', filters: [{ subject: 'body.a', seen: '1', outcome: 'rejected' }] }],
        },
      },
    });
  });

  it('has the operator’s rights: any kind, any namespace', async () => {
    const { handle, names } = await setStage(apply(configMap('other')));
    expect(await handle()).toEqual({ kind: 'done' });
    expect(names('configmaps', 'other')).toContain('made');
  });

  it.each<[string, Trigger, string]>([
    [
      'a source that is not read',
      { template: { name: 'run', argoWorkflow: { operation: 'submit', source: { git: {} } } } },
      'run.source-git',
    ],
    [
      'a kind that is not served',
      apply({ apiVersion: 'example.com/v1', kind: 'Thing', metadata: { name: 'a' } }),
      'trigger.kind-not-served',
    ],
    [
      'an object that Argo does not know',
      submit({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec: {} }),
      'run.not-a-workflow',
    ],
    ['a trigger of another kind', { template: { name: 'run', slack: {} } }, 'sensor.trigger-not-supported'],
  ])('is done with %s, which is said', async (_what, trigger, code) => {
    const { handle, lines, notes, fired } = await setStage(trigger);
    expect(await handle()).toEqual({ kind: 'done' });
    expect(lines).toContain(`error ${code}`);
    expect(fired).toEqual(['refused']);
    expect(await notes()).toMatchObject({ 'ci/one/hooks/push': { firings: [{ outcome: 'refused' }] } });
  });

  it('takes no Workflow of another event for its own', async () => {
    const { handle, event, lines, names } = await setStage(submit(workflow({ name: 'fixed' })));
    await handle();
    await handle();
    expect(lines).not.toContain('error run.name-taken');
    await handle(event('e-2'));
    expect(lines).toContain('error run.name-taken');
    expect(names('workflows', 'ci')).toEqual(['fixed']);
  });

  it('comes again when the cluster is away', async () => {
    const { cluster, handle, names, fired } = await setStage(submit(workflow({ generateName: 'build-' })));
    cluster.injectFault({ match: { verb: 'create', resource: 'workflows' }, fault: { status: 503 }, times: 20 });
    expect(await handle()).toMatchObject({ kind: 'retry', problem: { code: 'run.cluster-away' } });
    expect(fired).toEqual(['later']);
    cluster.clearFaults();
    expect(await handle()).toEqual({ kind: 'done' });
    expect(names('workflows', 'ci')).toHaveLength(1);
  });

  it('cannot make Argo evaluate its text', async () => {
    const parameters = [
      {
        src: { dependencyName: 'a', dataTemplate: '{{ "{{" }}=sprig.env("HOME")}}' },
        dest: 'metadata.annotations.text',
      },
    ];
    const { cluster, handle } = await setStage(submit(workflow({ generateName: 'build-' }), { parameters }));
    await handle();
    const [made] = cluster.list('workflows', 'ci');
    expect(made?.metadata.annotations?.text).toContain('{ {');
  });
});
