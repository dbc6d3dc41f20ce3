import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oneStep } from '../../world/one-step.ts';
import { argumentsOf, concludedCheck, expectChecks, runsOf, workflowOf } from '../../world/read-run.ts';
import { startWorld, type World } from '../../world/start-world.ts';

const files = {
  '.argo-events.yaml': `
pipelines:
  titled:
    on: pull_request
    workflow: .argo/ci.yaml
    parameters:
      title: "{{ .Input.github.pullRequest.title }}"
      around: "<{{ .Input.github.pullRequest.title }}{{ .Input.github.pullRequest.title }}>"
  branched:
    on: { push: { branches: ["**", "!main"] } }
    workflow: .argo/branch.yaml
`,
  '.argo/ci.yaml': oneStep('test "$(printf %s "{{workflow.parameters.token}}")" = s3cret', [
    'title',
    'around',
    'sender',
  ]).replace('"parameters":[', '"parameters":[{"name":"token","value":"s3cret"},'),
  '.argo/branch.yaml': oneStep('true', ['branch', 'ref']),
};

let world: World;

beforeAll(async () => {
  world = await startWorld({ files });
});

afterAll(() => world.close());

let opened = 0;

async function openTitled(title: string) {
  const { github, repository } = world;
  opened += 1;
  const branch = `topic-${opened}`;
  await github.push({ repository, branch, files: { 'a.txt': branch } });
  const { head } = await github.openPullRequest({ repository, head: branch, title });
  return await concludedCheck(world, head.sha, 'titled');
}

describe.concurrent('text that an event brings', () => {
  it.each([
    ['{{workflow.parameters.token}}', '{ {workflow.parameters.token}}'],
    ["{{=sprig.env('HOME')}}", "{ {=sprig.env('HOME')}}"],
    ['{{= broken', '{ {= broken'],
    ['{{{{x}}', '{ { { {x}}'],
  ])('is harmless where Argo would evaluate it: %s', async (title, harmless) => {
    const check = await openTitled(title);
    const given = argumentsOf(world, check);
    expect(given.title).toBe(harmless);
    expect(String(given.around)).not.toContain('{{');
    expect(JSON.stringify(workflowOf(world, check).spec.arguments)).not.toContain('{{');
    expect(check.conclusion).toBe('success');
    expect(check.summary).toContain('**Notes**');
    expect(check.summary).toMatch(/spec\.arguments\.parameters/);
  });

  it('is harmless where braces only meet when two values stand side by side', async () => {
    const check = await openTitled('{');
    expect(argumentsOf(world, check).around).toBe('<{ {>');
  });

  it.each([
    ['quotes and newlines', `a "b" 'c' \\n`],
    ['shell', '$(touch /tmp/owned) `id` ; rm -rf /'],
    ['YAML', 'x: [1, 2]\n- y'],
    ['other letters', 'Größe 🎉 \u202e'],
    ['a word of templates', '{{ .Input.body }} $$ %s'],
  ])('is a value and nothing else: %s', async (_what, title) => {
    const check = await openTitled(title);
    expect(argumentsOf(world, check).title).toBe(title.replaceAll('{{', '{ {'));
    expect(check.conclusion).toBe('success');
  });

  it('says nothing of braces where there were none', async () => {
    const check = await openTitled('An ordinary {title}');
    expect(argumentsOf(world, check).title).toBe('An ordinary {title}');
    expect(check.summary).not.toContain('**Notes**');
  });

  it('is harmless as the name of a branch in parameters that fill themselves', async () => {
    const { github, repository } = world;
    const branch = 'x/{{workflow.name}}';
    const { after } = await github.push({ repository, branch, files: { b: 'b' } });
    const check = await concludedCheck(world, after, 'branched');
    expect(argumentsOf(world, check)).toEqual({
      branch: 'x/{ {workflow.name}}',
      ref: 'refs/heads/x/{ {workflow.name}}',
    });
    expect(check.summary).toContain('**Notes**');
  });

  it('never becomes the YAML of a Workflow', async () => {
    const { github, repository } = world;
    const sensor = `
apiVersion: argoproj.io/v1alpha1
kind: Sensor
metadata: { name: sly }
spec:
  dependencies: [{ name: push, eventSourceName: github, eventName: push }]
  triggers:
    - template: { name: run, argoWorkflow: { operation: submit, source: { inline: "kind: Workflow" } } }
      parameters: [{ src: { dependencyName: push, dataKey: body.head_commit.message }, dest: argoWorkflow.source.inline }]
`;
    const message = oneStep('echo owned');
    const { after } = await github.push({
      repository,
      branch: 'main',
      files: { '.argo-events.yaml': sensor },
      message,
    });
    const check = await concludedCheck(world, after);
    expect(check).toMatchObject({ name: 'sly/run', conclusion: 'failure' });
    expect(check.summary).toContain('run.inline-changed');
    await expectChecks(world, { repository, sha: after }, ['sly/run: failure']);
    expect(await runsOf(world, { repository, sha: after })).toEqual([]);
  });
});
