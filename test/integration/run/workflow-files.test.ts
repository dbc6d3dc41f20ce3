import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oneStep } from '../../world/one-step.ts';
import { concludedCheck, expectChecks, runsOf, workflowOf } from '../../world/read-run.ts';
import type { Files } from '../../world/start-surroundings.ts';
import { startWorld, type World } from '../../world/start-world.ts';

const deployment = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: x }\nspec: {}\n';
const hostPath = JSON.stringify({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Workflow',
  metadata: { generateName: 'ci-' },
  spec: {
    entrypoint: 'main',
    volumes: [{ name: 'node', hostPath: { path: '/' } }],
    templates: [{ name: 'main', container: { image: 'alpine', command: ['true'] } }],
  },
});
const reading = (name: string) =>
  oneStep('true').replace('"command"', `"envFrom":[{"secretRef":{"name":"${name}"}}],"command"`);

let world: World;

beforeAll(async () => {
  const plain = oneStep('true');
  const pipelines = 'pipelines: { ci: { on: push, workflow: .argo/ci.yaml } }\n';
  world = await startWorld({ files: { '.argo-events.yaml': pipelines, '.argo/ci.yaml': plain, 'real.yaml': plain } });
});

afterAll(() => world.close());

describe.concurrent('a workflow that cannot be run', () => {
  const cases: [string, NonNullable<Files>[string], string, string][] = [
    ['is missing', null, 'run.file-missing', 'There is no file'],
    ['is a symbolic link', { symlink: '../real.yaml' }, 'run.file-missing', 'symbolic links'],
    ['is a link out of the repository', { symlink: '../../etc/passwd' }, 'run.file-missing', 'There is no file'],
    ['is a submodule', { submodule: '1'.repeat(40) }, 'run.file-missing', 'submodules'],
    ['is another kind', deployment, 'run.not-a-workflow', 'a Deployment of apps/v1'],
    ['is two documents', `${oneStep('true')}\n---\n${oneStep('true')}`, 'run.not-a-workflow', '2 documents'],
    ['is empty', '# nothing yet\n', 'run.not-a-workflow', 'nothing'],
    ['is not YAML', 'kind: Workflow\n  spec: [', 'config.', '.argo/ci.yaml'],
    ['is a text', 'just words\n', 'run.not-a-workflow', 'no object'],
    ['is huge', `${oneStep('true')}\n# ${'x'.repeat(600 * 1024)}`, 'run.file-too-large', '524288'],
    [
      'is binary',
      { base64: Buffer.from([1, 0, 2, 0xff]).toString('base64') },
      'config.control-character',
      '.argo/ci.yaml',
    ],
    ['mounts the node', hostPath, 'policy.feature', 'hostPath'],
    ['reads a Secret', reading('deploy-key'), 'policy.secret', 'deploy-key'],
    [
      'names another namespace',
      oneStep('true', [], { generateName: 'ci-', namespace: 'other' }),
      'policy.namespace',
      'other',
    ],
    [
      'claims to be known already',
      oneStep('true', [], { generateName: 'ci-', annotations: { 'argo-events-app/identity': 'x' } }),
      'policy.reserved-metadata',
      'argo-events-app/identity',
    ],
    ['has a kind of its own', oneStep('true').replace('Workflow', 'Workflows'), 'run.not-a-workflow', 'a Workflows of'],
  ];

  it.each(cases)('because it %s: a failed check that says so, and no Workflow', async (what, content, code, words) => {
    const { github, repository } = world;
    const branch = `case/${what.replaceAll(' ', '-')}`;
    const { after } = await github.push({ repository, branch, files: { '.argo/ci.yaml': content } });
    const check = await concludedCheck(world, after);
    expect(check).toMatchObject({ name: 'ci', conclusion: 'failure' });
    expect(check.summary).toContain(code);
    expect(check.summary?.replaceAll('\\', '')).toContain(words);
    expect(await runsOf(world, { repository, sha: after })).toEqual([]);
  });

  it('because Argo refuses its spec: the check fails with the message of Argo', async () => {
    const { github, repository } = world;
    const content = oneStep('true').replace('"entrypoint":"main"', '"entrypoint":"elsewhere"');
    const { after } = await github.push({ repository, branch: 'refused', files: { '.argo/ci.yaml': content } });
    const check = await concludedCheck(world, after);
    expect(check).toMatchObject({ name: 'ci', conclusion: 'failure' });
    expect(`${check.title}${check.summary}`).toContain('elsewhere');
  });
});

describe.concurrent('a fixed name', () => {
  it('runs once; the next push fails with the name that is taken and what to write instead', async () => {
    const { github, repository } = world;
    const fixed = oneStep('true', [], { name: 'nightly' });
    const branch = 'fixed';
    const first = await github.push({ repository, branch, files: { '.argo/ci.yaml': fixed } });
    const check = await concludedCheck(world, first.after);
    expect(check.conclusion).toBe('success');
    expect(workflowOf(world, check).metadata.name).toBe('nightly');

    const second = await github.push({ repository, branch, files: { a: 'a' } });
    const refused = await concludedCheck(world, second.after);
    expect(refused).toMatchObject({ name: 'ci', conclusion: 'failure' });
    expect(refused.title).toContain('"nightly"');
    expect(refused.summary).toContain('generateName: nightly-');
    await expectChecks(world, { repository, sha: first.after }, ['ci: success']);
  });

  it('of a Workflow that somebody else made is taken, too', async () => {
    const { github, repository, cluster } = world;
    cluster.create({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Workflow',
      metadata: { name: 'by-hand', namespace: 'ci' },
      spec: { entrypoint: 'main', templates: [{ name: 'main', suspend: {} }] },
    });
    const files = { '.argo/ci.yaml': oneStep('true', [], { name: 'by-hand' }) };
    const { after } = await github.push({ repository, branch: 'by-hand', files });
    const check = await concludedCheck(world, after);
    expect(check).toMatchObject({ name: 'ci', conclusion: 'failure' });
    expect(check.summary).toContain('run.name-taken');
  });
});

// By itself: the fault would meet whichever Workflow is made first.
describe('a workflow that cannot be run', () => {
  it('because the cluster refuses it, with the word of the cluster', async () => {
    const { github, repository, cluster } = world;
    const message = 'admission webhook "policy.example" denied the request: image alpine is not allowed';
    const fault = cluster.injectFault({
      match: { verb: 'create', resource: 'workflows', namespace: 'ci' },
      fault: { status: 422, reason: 'Invalid', message },
    });
    const { after } = await github.push({ repository, branch: 'denied', files: { a: 'a' } });
    const check = await concludedCheck(world, after);
    expect(fault.remaining()).toBe(0);
    expect(check).toMatchObject({ name: 'ci', conclusion: 'failure' });
    expect(check.summary).toContain('image alpine is not allowed');
  });
});
