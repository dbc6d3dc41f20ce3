import { describe, expect, it } from 'vitest';
import { annotations, labels } from '../../kubernetes/labels.ts';
import type { RepositoryRequest } from '../run-request.ts';
import { startRun } from '../start-run.ts';
import { eventOf, makePush } from '../testing/deliveries.ts';
import { builtInPolicy, makeWorkflow, requestFor, signer, submit } from '../testing/requests.ts';
import { type RunStage, setRunStage } from '../testing/tools.ts';

const parameter = { name: 'git-auth-secret' };
const reference = '{{workflow.parameters.git-auth-secret}}';

/** A Workflow that declares the parameter and mounts what it names. */
function cloning(parameters: object[] = [parameter], metadata: object = { generateName: 'ci-' }) {
  const workflow = makeWorkflow(parameters, metadata);
  const volumes = [{ name: 'git', secret: { secretName: reference } }];
  return { ...workflow, spec: { ...workflow.spec, volumes } };
}

function ask(workflow: object = cloning(), changes: Partial<RepositoryRequest> = {}): RepositoryRequest {
  return requestFor(submit({ resource: workflow as Record<string, unknown> }), eventOf(makePush()), changes);
}

async function start(stage: RunStage, request = ask()) {
  const started = await startRun(request, stage.tools);
  if (started.kind !== 'started') throw new Error(JSON.stringify(started));
  return started.name;
}

describe('git-auth-secret', () => {
  it('is the name of a Secret that is there before the Workflow and belongs to it', async () => {
    const stage = setRunStage();
    const order: string[] = [];
    stage.kept.answer = (call) => void order.push(call);
    stage.cluster.answer = (call) => void order.push(call);
    const name = await start(stage);

    expect(order).toEqual([`create secrets/ci/${name}`, `create ci/${name}`, `patch secrets/ci/${name}`]);
    const workflow = stage.cluster.only();
    expect(workflow.spec.arguments).toEqual({ parameters: [{ name: 'git-auth-secret', value: name }] });
    expect(stage.kept.objects.get(`secrets/ci/${name}`)).toMatchObject({
      type: 'Opaque',
      metadata: {
        labels: { [labels.managedBy]: '9', [labels.repositoryId]: '42', [labels.holds]: 'token' },
        annotations: { [annotations.expires]: '2026-03-04T06:06:09.000Z' },
        ownerReferences: [{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow', name, uid: workflow.metadata.uid }],
      },
    });
    expect(stage.minted).toEqual([{ installationId: 7, id: 42 }]);
  });

  it('holds the token plainly and as git’s own files', async () => {
    const stage = setRunStage();
    const secret = stage.kept.secret('ci', await start(stage));
    expect(Object.keys(secret).sort()).toEqual(['.git-credentials', '.gitconfig', 'token']);
    expect(secret.token).toBe('ghs_1');
    expect(secret['.git-credentials']).toBe('https://x-access-token:ghs_1@github.example\n');
    expect(secret['.gitconfig']).toContain('[credential "https://github.example"]');
  });

  it('is one token a repository for all its runs', async () => {
    const stage = setRunStage();
    await start(stage);
    const other = eventOf(makePush({}, { id: 'd-2' }));
    await start(stage, requestFor(submit({ resource: cloning() }), other));
    expect(stage.minted).toHaveLength(1);
    expect(stage.kept.objects.size).toBe(2);
  });

  it('may be declared by the template alone that the Workflow refers to', async () => {
    const stage = setRunStage();
    stage.cluster.templates.set('ci/go-ci', { spec: { arguments: { parameters: [parameter, { name: 'x' }] } } });
    const workflow = makeWorkflow([]);
    const name = await start(stage, ask({ ...workflow, spec: { workflowTemplateRef: { name: 'go-ci' } } }));
    expect(stage.cluster.only().spec.arguments).toEqual({ parameters: [{ name: 'git-auth-secret', value: name }] });
  });

  it('with a value of its own gets no token, and the policy judges it', async () => {
    const stage = setRunStage();
    const given = { ...parameter, value: 'prod' };
    expect(await startRun(ask(cloning([given])), stage.tools)).toMatchObject({
      kind: 'refused',
      problems: [{ code: 'policy.templated-name' }],
    });
    expect(stage.minted).toEqual([]);
  });

  it('cannot be turned into another Secret by declaring it twice', async () => {
    const stage = setRunStage();
    const name = await start(stage, ask(cloning([parameter, { ...parameter, value: 'prod' }])));
    const { parameters } = stage.cluster.only().spec.arguments as { parameters: { value: string }[] };
    expect(parameters.map((each) => each.value)).toEqual([name, name]);
  });

  it('is all that a stranger’s run may see', async () => {
    const stage = setRunStage();
    await start(stage, ask(cloning(), { untrusted: true }));
    const volumes = [{ name: 'prod', secret: { secretName: 'prod' } }];
    const greedy = { ...cloning(), spec: { ...cloning().spec, volumes } };
    expect(await startRun(ask(greedy, { untrusted: true, attempt: 2 }), stage.tools)).toMatchObject({
      kind: 'refused',
      problems: [{ code: 'policy.untrusted-secret' }],
    });
  });

  it('is not made for a run that the policy refuses', async () => {
    const stage = setRunStage();
    const workflow = { ...cloning(), spec: { ...cloning().spec, hostNetwork: true } };
    expect(await startRun(ask(workflow), stage.tools)).toMatchObject({ kind: 'refused' });
    expect([stage.minted, stage.kept.objects.size]).toEqual([[], 0]);
  });

  it('goes again where the cluster refuses the Workflow', async () => {
    const stage = setRunStage();
    stage.cluster.answer = (call) => (call.startsWith('create') ? { kind: 'invalid', message: 'no' } : undefined);
    expect(await startRun(ask(), stage.tools)).toMatchObject({ kind: 'refused' });
    expect(stage.kept.objects.size).toBe(0);
  });

  it('of a crash before the Workflow is taken up by the event that comes again, with a token of now', async () => {
    const stage = setRunStage();
    stage.cluster.answer = (call) => (call.startsWith('create') ? { kind: 'later', message: 'away' } : undefined);
    expect(await startRun(ask(), stage.tools)).toMatchObject({ kind: 'later' });
    expect(stage.kept.objects.size).toBe(1);
    stage.cluster.answer = () => undefined;
    stage.pass(40 * 60_000);
    const name = await start(stage);
    expect(stage.kept.objects.get(`secrets/ci/${name}`)?.metadata.ownerReferences).toHaveLength(1);
    expect(stage.kept.secret('ci', name).token).toBe('ghs_2');
  });

  it('that goes away while the Workflow is made is made again', async () => {
    const stage = setRunStage();
    stage.cluster.answer = (call) => {
      if (call.startsWith('create')) stage.kept.objects.clear();
      return undefined;
    };
    expect(await startRun(ask(), stage.tools)).toMatchObject({ kind: 'later' });
    stage.cluster.answer = () => undefined;
    expect(stage.kept.secret('ci', await start(stage)).token).toBe('ghs_1');
  });

  it('takes nobody else’s Secret', async () => {
    const stage = setRunStage();
    const metadata = { name: 'nightly', namespace: 'ci', labels: { [labels.managedBy]: '9' } };
    stage.kept.objects.set('secrets/ci/nightly', { apiVersion: 'v1', kind: 'Secret', metadata, data: {} });
    expect(await startRun(ask(cloning([parameter], { name: 'nightly' })), stage.tools)).toMatchObject({
      kind: 'refused',
      problems: [{ code: 'run.secret-taken' }],
    });
    expect(stage.kept.secret('ci', 'nightly')).toEqual({});
  });

  it.each([
    [
      { kind: 'gone', message: 'no installation' },
      { kind: 'refused', problems: [{ code: 'run.token-refused' }] },
    ],
    [
      { kind: 'refused', message: 'no permission' },
      { kind: 'refused', problems: [{ code: 'run.token-refused' }] },
    ],
    [
      { kind: 'later', message: 'limited', retryAfterMs: 9 },
      { kind: 'later', problem: { code: 'run.token-later' }, afterMs: 9 },
    ],
  ] as const)('is as GitHub says: %j', async (failure, expected) => {
    const get = async () => ({ ok: false as const, failure });
    const stage = setRunStage({ tokens: { webUrl: 'https://github.example', get } });
    expect(await startRun(ask(), stage.tools)).toMatchObject(expected);
    expect(stage.cluster.workflows.size).toBe(0);
  });

  it('that is read through the environment is noted on the run', async () => {
    const stage = setRunStage();
    const workflow = makeWorkflow([parameter]);
    const env = [{ name: 'T', valueFrom: { secretKeyRef: { name: reference, key: 'token' } } }];
    const templates = [{ name: 'main', container: { image: 'alpine', env } }];
    const name = await start(stage, ask({ ...workflow, spec: { ...workflow.spec, templates } }));
    const { metadata } = stage.cluster.only();
    const identity = signer.read('ci', name, metadata.annotations?.[annotations.identity]);
    expect(identity?.notes).toEqual([expect.stringContaining('spec.templates[0].container.env[0]')]);
  });
});

describe('the policy', () => {
  it('still judges every other name that Argo fills in', async () => {
    const stage = setRunStage();
    const volumes = [{ name: 'git', secret: { secretName: `{{workflow.parameters.other}}` } }];
    const workflow = { ...cloning(), spec: { ...cloning().spec, volumes } };
    expect(await startRun(ask(workflow, { policy: builtInPolicy() }), stage.tools)).toMatchObject({
      problems: [{ code: 'policy.templated-name' }],
    });
  });
});
