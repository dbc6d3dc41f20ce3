import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oneStep } from '../../world/one-step.ts';
import { argumentsOf, concludedCheck, expectChecks, workflowOf } from '../../world/read-run.ts';
import { startWorld, type World } from '../../world/start-world.ts';

const template = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'WorkflowTemplate',
  metadata: { name: 'go-ci', namespace: 'ci' },
  spec: {
    entrypoint: 'main',
    arguments: { parameters: [{ name: 'target', value: 'all' }] },
    templates: [
      {
        name: 'main',
        container: {
          image: 'alpine',
          command: ['sh', '-c'],
          args: ['test "{{workflow.parameters.target}}" = unit'],
        },
      },
    ],
  },
};

const inFile = {
  ...template,
  metadata: { name: 'lint' },
  spec: {
    ...template.spec,
    workflowMetadata: { labels: { team: 'cart' } },
    arguments: { parameters: [{ name: 'target', value: 'unit' }, { name: 'revision' }] },
  },
};

const file = `
defaults: { timeout: 10m }
pipelines:
  by-template:
    on: { push: { branches: [template] } }
    workflow: { template: go-ci }
    parameters: { target: unit }
  by-missing-template:
    on: { push: { branches: [missing-template] } }
    workflow: { template: rust-ci }
  in-place:
    on: { push: { branches: [spec] } }
    workflow:
      spec:
        entrypoint: main
        arguments: { parameters: [{ name: image-tag }, { name: branch }, { name: fixed, value: kept }] }
        templates: [{ name: main, container: { image: alpine, command: [sh, -c], args: ["true"] } }]
    parameters: { image-tag: "{{ .Input.github.sha }}-x" }
  from-file:
    on: { push: { branches: [file] } }
    workflow: .argo/lint.yaml
  elsewhere:
    on: { push: { branches: [deep] } }
    workflow: deploy/argo/release.yaml
  sources:
    on: { push: { branches: [paths] } }
    paths: ["src/**", "!**/*.md", "src/README.md"]
    workflow: .argo/plain.yaml
  by-condition:
    on: { push: { branches: ["if/**"] } }
    if: github.sender != "dependabot[bot]" && github.branch != "if/never"
    workflow: .argo/plain.yaml
`;

let world: World;

beforeAll(async () => {
  world = await startWorld({
    files: {
      '.argo-events.yaml': file,
      '.argo/lint.yaml': JSON.stringify(inFile),
      '.argo/plain.yaml': oneStep('true'),
      'deploy/argo/release.yaml': oneStep('true', ['branch']),
      'src/old.md': 'old\n',
    },
  });
  world.cluster.create(template);
});

afterAll(() => world.close());

async function pushTo(branch: string, files: Parameters<World['github']['push']>[0]['files'] = { x: branch }) {
  const { after } = await world.github.push({ repository: world.repository, branch, files });
  return after;
}

describe.concurrent('what a pipeline runs', () => {
  it('is a WorkflowTemplate of the cluster, with the parameters of the pipeline', async () => {
    const check = await concludedCheck(world, await pushTo('template'));
    expect(check).toMatchObject({ name: 'by-template', conclusion: 'success' });
    expect(workflowOf(world, check).spec).toMatchObject({
      workflowTemplateRef: { name: 'go-ci' },
      activeDeadlineSeconds: 600,
    });
    expect(argumentsOf(world, check)).toEqual({ target: 'unit' });
  });

  it('fails with the word of Argo where the cluster has no such template', async () => {
    const check = await concludedCheck(world, await pushTo('missing-template'));
    expect(check).toMatchObject({ name: 'by-missing-template', conclusion: 'failure' });
    expect(`${check.title} ${check.summary}`).toContain('rust-ci');
  });

  it('is a spec in the file, whose declared parameters are filled', async () => {
    const sha = await pushTo('spec');
    const check = await concludedCheck(world, sha);
    expect(check).toMatchObject({ name: 'in-place', conclusion: 'success' });
    expect(argumentsOf(world, check)).toEqual({ 'image-tag': `${sha}-x`, branch: 'spec', fixed: 'kept' });
  });

  it('is a WorkflowTemplate of the repository, taken as a Workflow', async () => {
    const sha = await pushTo('file');
    const check = await concludedCheck(world, sha);
    expect(check).toMatchObject({ name: 'from-file', conclusion: 'success' });
    expect(argumentsOf(world, check)).toEqual({ target: 'unit', revision: sha });
    const { metadata } = workflowOf(world, check);
    expect(metadata.name).toMatch(/^lint-/);
    expect(metadata.labels.team).toBe('cart');
  });

  it('is any file of the repository, as it is at the commit', async () => {
    const first = await concludedCheck(world, await pushTo('deep'));
    expect(first).toMatchObject({ name: 'elsewhere', conclusion: 'success' });
    const broken = await pushTo('deep', { 'deploy/argo/release.yaml': oneStep('exit 3') });
    expect(await concludedCheck(world, broken)).toMatchObject({ name: 'elsewhere', conclusion: 'failure' });
  });
});

describe('paths and conditions', () => {
  // The branch exists before: of a new one all that it holds beside the default branch would count.
  it.each([
    ['a file that a pattern names', { 'src/a.ts': '1' }, ['sources: success']],
    ['a file that a pattern takes out again', { 'src/notes.md': '1' }, ['sources: skipped']],
    ['a file that a later pattern takes in again', { 'src/README.md': '1' }, ['sources: success']],
    ['a file that no pattern names', { 'docs/a.ts': '1' }, ['sources: skipped']],
    ['one file among others', { 'docs/b.ts': '1', 'src/b.ts': '1' }, ['sources: success']],
    ['a file that goes', { 'src/a.ts': null }, ['sources: success']],
    ['a file that is renamed away', { 'docs/moved.ts': { renamedFrom: 'src/b.ts' } }, ['sources: success']],
    [
      'a file that is renamed from a name taken out',
      { 'docs/old.md': { renamedFrom: 'src/old.md' } },
      ['sources: skipped'],
    ],
  ])('a push of %s', async (_what, files, expected) => {
    const sha = await pushTo('paths', files);
    await expectChecks(world, { repository: world.repository, sha }, expected);
  });

  it('look at every commit of a push', async () => {
    const { github, repository } = world;
    const commits = [{ files: { 'src/c.ts': '1' } }, { files: { 'docs/c.md': '1' } }];
    const { after } = await github.push({ repository, branch: 'paths', commits });
    expect(await concludedCheck(world, after)).toMatchObject({ name: 'sources', conclusion: 'success' });
  });

  it.each([
    ['if/always', 'ada', ['by-condition: success']],
    ['if/always', 'dependabot[bot]', ['by-condition: skipped']],
    ['if/never', 'ada', ['by-condition: skipped']],
  ])('a condition on a push to %s by %s', async (branch, sender, expected) => {
    const { github, repository } = world;
    const { after } = await github.push({ repository, branch, files: { [`${sender}.txt`]: branch }, sender });
    await expectChecks(world, { repository, sha: after }, expected);
  });
});
