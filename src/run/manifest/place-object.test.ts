import { describe, expect, it } from 'vitest';
import { problem } from '../../problem/problem.ts';
import type { ArtifactSource, Trigger, TriggerParameter } from '../../sensor/sensor.ts';
import { makeHarmless } from '../arguments/harmless-text.ts';
import type { FileReading } from '../source/resolve-source.ts';
import { commit, eventOf, makePullRequest } from '../testing/deliveries.ts';
import { createFakeCluster } from '../testing/fake-cluster.ts';
import { dependency, makeWorkflow, requestFor, submit } from '../testing/requests.ts';
import { placeObject } from './place-object.ts';

const files: Record<string, string> = {
  'ci.yaml': JSON.stringify(makeWorkflow([{ name: 'title', value: 'from the file' }])),
  'other.yaml': JSON.stringify(makeWorkflow([], { generateName: 'other-' })),
};

async function readFile(path: string): Promise<FileReading> {
  const text = files[path];
  return text === undefined ? { kind: 'absent' } : { kind: 'file', text };
}

const event = eventOf(makePullRequest({ title: 'A change', labels: [{ name: 'big' }] }));

async function place(trigger: Trigger, cluster = createFakeCluster()) {
  return await placeObject(requestFor(trigger, event), { readFile, kubernetes: cluster.api });
}

/** The placed Workflow, braces of the event put back. */
async function placed(trigger: Trigger, cluster = createFakeCluster()) {
  const result = await place(trigger, cluster);
  if (result.kind !== 'placed') throw new Error(result.problem.message);
  return makeHarmless(result.workflow).value;
}

/** Takes the value of a key of the event to a place. */
function from(dataKey: string, dest: string, more: object = {}): TriggerParameter {
  return { src: { dependencyName: dependency, dataKey, ...more }, dest };
}

function parametersOf(workflow: unknown) {
  return expect.objectContaining({ spec: expect.objectContaining({ arguments: { parameters: workflow } }) });
}

const resource: ArtifactSource = { resource: makeWorkflow([{ name: 'title', value: 'x' }]) };

describe('parameters of the trigger', () => {
  it('may choose the file', async () => {
    const file = { file: { path: '' } };
    const trigger = submit(file, {
      onTemplate: [{ src: { dependencyName: dependency, value: 'other.yaml' }, dest: 'argoWorkflow.source.file.path' }],
    });

    expect(await placed(trigger)).toMatchObject({ metadata: { generateName: 'other-' } });
  });

  it('may change the resource, and args, before they are read', async () => {
    const trigger = submit(resource, {
      args: ['-p', 'title='],
      onTemplate: [
        { ...from('body.pull_request.title', 'argoWorkflow.args.1'), operation: 'append' },
        from('body.pull_request.number', 'argoWorkflow.source.resource.metadata.labels.number'),
      ],
    });

    expect(await placed(trigger)).toMatchObject({
      metadata: { labels: { number: '5' } },
      spec: { arguments: { parameters: [{ name: 'title', value: 'A change' }] } },
    });
  });

  it('may not put text of the event into the YAML of source.inline', async () => {
    const trigger = submit(
      { inline: 'kind: Workflow\n# ' },
      { onTemplate: [{ ...from('body.pull_request.title', 'argoWorkflow.source.inline'), operation: 'append' }] },
    );

    expect(await place(trigger)).toMatchObject({
      kind: 'refused',
      problem: { code: 'run.inline-changed', message: expect.stringContaining('"run"') },
    });
  });

  it('may not bring in a source.inline where there was none', async () => {
    const trigger = submit(resource, { onTemplate: [from('body.pull_request.title', 'argoWorkflow.source.inline')] });

    expect(await place(trigger)).toMatchObject({ kind: 'refused', problem: { code: 'run.inline-changed' } });
  });

  it('may not bring one in beside a k8s trigger either', async () => {
    const trigger: Trigger = {
      template: { name: 'run', k8s: { operation: 'create', source: resource } },
      parameters: [from('body.pull_request.title', 'argoWorkflow.source.inline')],
    };

    expect(await place(trigger)).toMatchObject({ kind: 'refused', problem: { code: 'run.inline-changed' } });
  });

  it('are refused when the trigger is none any more', async () => {
    const trigger = submit(resource, { onTemplate: [from('body.pull_request.title', 'argoWorkflow.args')] });

    expect(await place(trigger)).toMatchObject({ kind: 'refused', problem: { code: 'sensor.template-changed' } });
  });

  it('are refused when the event lacks the value and there is no other', async () => {
    const trigger = submit(resource, { onTemplate: [from('body.nothing', 'name')] });

    expect(await place(trigger)).toMatchObject({ kind: 'refused', problem: { code: 'sensor.parameter' } });
  });
});

describe('parameters of the object', () => {
  it.each<[string, TriggerParameter, object]>([
    [
      'a member of a list',
      from('body.pull_request.title', 'spec.arguments.parameters.0.value'),
      { spec: { arguments: { parameters: [{ name: 'title', value: 'A change' }] } } },
    ],
    [
      'a new member at the end of a list',
      from('body.pull_request.number', 'spec.templates.0.container.args.-1'),
      { spec: { templates: [{ container: { args: ['{{workflow.parameters.title}}', '5'] } }] } },
    ],
    [
      'a place whose parents do not exist yet',
      from('body.pull_request.user.login', 'metadata.annotations.author'),
      { metadata: { annotations: { author: 'ada' } } },
    ],
    [
      'a number, kept one',
      from('body.pull_request.number', 'spec.priorityOfNothing', { useRawData: true }),
      { spec: { priorityOfNothing: 5 } },
    ],
    [
      'a list, kept one',
      from('body.pull_request.labels', 'spec.labels', { useRawData: true }),
      { spec: { labels: [{ name: 'big' }] } },
    ],
    [
      'a template over the event',
      {
        src: {
          dependencyName: dependency,
          dataTemplate: '#{{ .Input.body.pull_request.number }} of {{ .Input.github.sender }}',
        },
        dest: 'spec.arguments.parameters.0.value',
      },
      { spec: { arguments: { parameters: [{ name: 'title', value: '#5 of ada' }] } } },
    ],
    [
      'a default, when the event lacks the value',
      from('body.nothing', 'spec.arguments.parameters.0.value', { value: 'fallback' }),
      { spec: { arguments: { parameters: [{ name: 'title', value: 'fallback' }] } } },
    ],
    [
      'text before what is there',
      { ...from('body.action', 'spec.arguments.parameters.0.value'), operation: 'prepend' },
      { spec: { arguments: { parameters: [{ name: 'title', value: 'openedx' }] } } },
    ],
  ])('reach %s', async (_what, parameter, expected) => {
    expect(await placed(submit(resource, { parameters: [parameter] }))).toMatchObject(expected);
  });

  it('reach the object of a k8s trigger alike', async () => {
    const parameters = [from('body.action', 'spec.arguments.parameters.0.value')];
    const trigger = { template: { name: 'run', k8s: { operation: 'create', source: resource, parameters } } };

    expect(await placed(trigger)).toEqual(parametersOf([{ name: 'title', value: 'opened' }]));
  });

  it.each([
    ['spec', 'run.not-a-workflow'],
    ['metadata', 'run.not-a-workflow'],
    ['kind', 'run.not-a-workflow'],
    ['apiVersion', 'run.not-a-workflow'],
    ['', 'sensor.parameter'],
  ])('must leave a Workflow: %j', async (dest, code) => {
    const trigger = submit(resource, { parameters: [from('body.action', dest)] });

    expect(await place(trigger)).toMatchObject({ kind: 'refused', problem: { code } });
  });

  it('are refused when the event lacks the value', async () => {
    const trigger = submit(resource, { parameters: [from('body.nothing', 'spec.x')] });

    expect(await place(trigger)).toMatchObject({ kind: 'refused', problem: { code: 'sensor.parameter' } });
  });
});

describe('args', () => {
  it('set parameters over what is there, after the parameters of the object', async () => {
    const trigger = submit(resource, {
      parameters: [from('body.action', 'spec.arguments.parameters.0.value')],
      args: ['-p', 'title=from args', '--parameter=new=1'],
    });

    expect(await placed(trigger)).toEqual(
      parametersOf([
        { name: 'title', value: 'from args' },
        { name: 'new', value: '1' },
      ]),
    );
  });

  it('that ask for more are refused', async () => {
    expect(await place(submit(resource, { args: ['--serviceaccount', 'admin'] }))).toMatchObject({
      kind: 'refused',
      problem: { code: 'run.unknown-argument' },
    });
  });
});

describe('parameters that fill themselves', () => {
  const declaring = (...parameters: object[]): Trigger => submit({ resource: makeWorkflow(parameters) });

  it('get what the event knows, where nothing else gives them a value', async () => {
    const trigger = declaring({ name: 'revision' }, { name: 'base-ref', value: 'kept' }, { name: 'sender' });

    expect(await placed(trigger)).toEqual(
      parametersOf([
        { name: 'revision', value: commit },
        { name: 'base-ref', value: 'kept' },
        { name: 'sender', value: 'ada' },
      ]),
    );
  });

  it('are those of the template that the Workflow refers to, too', async () => {
    const cluster = createFakeCluster();
    const declared = [{ name: 'revision' }, { name: 'sender' }, { name: 'image' }];
    cluster.templates.set('ci/go-ci', { spec: { arguments: { parameters: declared } } });
    const workflow = makeWorkflow([{ name: 'sender', value: 'own' }]);
    const source = { resource: { ...workflow, spec: { ...workflow.spec, workflowTemplateRef: { name: 'go-ci' } } } };

    expect(await placed(submit(source), cluster)).toEqual(
      parametersOf([
        { name: 'sender', value: 'own' },
        { name: 'revision', value: commit },
      ]),
    );
  });

  it('wait for the cluster when the template cannot be read yet', async () => {
    const cluster = createFakeCluster();
    cluster.answer = () => ({ kind: 'later', message: 'busy', retryAfterMs: 70 });
    const workflow = makeWorkflow();
    const source = { resource: { ...workflow, spec: { ...workflow.spec, workflowTemplateRef: { name: 'go-ci' } } } };

    expect(await place(submit(source), cluster)).toMatchObject({ kind: 'later', afterMs: 70 });
  });
});

describe('an object that cannot be had', () => {
  it('is refused when it is no Workflow', async () => {
    expect(await place(submit({ resource: { apiVersion: 'v1', kind: 'Pod' } }))).toMatchObject({
      kind: 'refused',
      problem: { code: 'run.not-a-workflow' },
    });
  });

  it('is refused when its file is not there', async () => {
    expect(await place(submit({ file: { path: 'none.yaml' } }))).toMatchObject({
      kind: 'refused',
      problem: { code: 'run.file-missing' },
    });
  });

  it('is for later when its file is', async () => {
    const reading = { kind: 'later' as const, problem: problem('flow.github-away', { reason: 'limited' }), afterMs: 9 };
    const tools = { readFile: async () => reading, kubernetes: createFakeCluster().api };

    expect(await placeObject(requestFor(submit({ file: { path: 'ci.yaml' } }), event), tools)).toEqual(reading);
  });
});
