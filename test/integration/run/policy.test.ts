import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oneStep } from '../../world/one-step.ts';
import { concludedCheck, expectChecks, runsOf, workflowOf } from '../../world/read-run.ts';
import { startWorld, type World } from '../../world/start-world.ts';

const policy = `
defaults:
  serviceAccount: runner
  secrets: ["shop-*"]
  limits: { runsPerEvent: 2 }
repositories:
  "acme/another-1": { triggers: [] }
  "acme/another-2": { namespace: other, allow: [hostPath] }
`;

const many = ['one', 'two', 'three'].map((name) => `  ${name}: { on: push }`).join('\n');
const only = '  one: { on: push }';

function filesOf(pipelines: string, workflow = oneStep('true')): Record<string, string> {
  return {
    '.argo-events.yaml': `defaults: { workflow: .argo/ci.yaml }\npipelines:\n${pipelines}\n`,
    '.argo/ci.yaml': workflow,
  };
}

function reading(secret: string): string {
  return oneStep('true').replace(
    '"command"',
    `"envFrom":[{"secretRef":{"name":"${secret}","optional":true}}],"command"`,
  );
}

let world: World;

beforeAll(async () => {
  world = await startWorld({ policy, namespaces: ['other'], files: filesOf(only) });
});

afterAll(() => world.close());

describe("the operator's policy", () => {
  it('keeps a repository from starting anything, and the check says whose decision that is', async () => {
    const repository = await world.addRepository(filesOf(only));
    expect(repository).toBe('acme/another-1');
    const { after } = await world.github.push({ repository, files: { a: 'a' } });
    const check = await concludedCheck(world, after);
    expect(check).toMatchObject({ name: 'argo-events', conclusion: 'failure' });
    expect(check.title).toContain('policy');
    expect(check.summary).toContain('flow.workflows-not-allowed');
    expect(await runsOf(world, { repository })).toEqual([]);
  });

  it('sends the runs of a repository to a namespace of its own and lets through what it allows there', async () => {
    const mounting = oneStep('true').replace(
      '"templates"',
      '"volumes":[{"name":"node","hostPath":{"path":"/"}}],"templates"',
    );
    const repository = await world.addRepository(filesOf(only, mounting));
    const { after } = await world.github.push({ repository, files: { a: 'a' } });
    const check = await world.github.waitForCheckRun((each) => each.headSha === after);
    expect(check.externalId).toMatch(/^other\//);
    expect(workflowOf(world, check).spec.volumes).toEqual([{ name: 'node', hostPath: { path: '/' } }]);
  });

  it('limits how many runs one event starts: none of them starts', async () => {
    const repository = await world.addRepository(filesOf(many));
    const { after } = await world.github.push({ repository, files: { a: 'a' } });
    const check = await concludedCheck(world, after);
    expect(check).toMatchObject({ name: 'argo-events', conclusion: 'failure' });
    expect(check.title).toMatch(/3 runs.*2/);
    await expectChecks(world, { repository, sha: after }, ['argo-events: failure']);
    expect(await runsOf(world, { repository })).toEqual([]);
  });

  it('gives runs their service account, and refuses another', async () => {
    const { github, repository } = world;
    const { after } = await github.push({ repository, files: { a: 'a' } });
    expect(workflowOf(world, await concludedCheck(world, after)).spec.serviceAccountName).toBe('runner');
    const admin = oneStep('true').replace('"entrypoint"', '"serviceAccountName":"admin","entrypoint"');
    const refused = await github.push({ repository, branch: 'admin', files: { '.argo/ci.yaml': admin } });
    const check = await concludedCheck(world, refused.after);
    expect(check.conclusion).toBe('failure');
    expect(check.summary).toContain('policy.service-account');
  });

  it.each([
    ['shop-token', 'success'],
    ['payroll', 'failure'],
  ])('decides which Secrets may be read: %s', async (secret, conclusion) => {
    const { github, repository } = world;
    const files = { '.argo/ci.yaml': reading(secret) };
    const { after } = await github.push({ repository, branch: `secret-${secret}`, files });
    expect(await concludedCheck(world, after)).toMatchObject({ conclusion });
  });

  it('judges what the parameters made of the object, not what was written', async () => {
    const { github, repository } = world;
    const sensor = `
apiVersion: argoproj.io/v1alpha1
kind: Sensor
metadata: { name: sly }
spec:
  dependencies: [{ name: push, eventSourceName: github, eventName: push }]
  triggers:
    - template:
        name: run
        argoWorkflow:
          operation: submit
          source:
            resource:
              apiVersion: argoproj.io/v1alpha1
              kind: Workflow
              metadata: { generateName: sly- }
              spec:
                entrypoint: main
                serviceAccountName: runner
                templates: [{ name: main, container: { image: alpine, command: ["true"] } }]
          parameters:
            - { src: { dependencyName: push, dataKey: body.head_commit.message }, dest: spec.serviceAccountName }
`;
    const pushed = { repository, branch: 'sly', files: { '.argo-events.yaml': sensor }, message: 'admin' };
    const check = await concludedCheck(world, (await github.push(pushed)).after);
    expect(check).toMatchObject({ name: 'sly/run', conclusion: 'failure' });
    expect(check.summary).toContain('admin');
  });
});
