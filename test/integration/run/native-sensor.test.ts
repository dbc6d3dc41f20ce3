import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oneStep } from '../../world/one-step.ts';
import { argumentsOf, concludedCheck, expectChecks, workflowOf } from '../../world/read-run.ts';
import { startWorld, type World } from '../../world/start-world.ts';

const workflow = `
          apiVersion: argoproj.io/v1alpha1
          kind: Workflow
          metadata: { generateName: build- }
          spec:
            entrypoint: main
            arguments: { parameters: [{ name: commit, value: none }, { name: greeting, value: hello }, { name: revision }] }
            templates: [{ name: main, container: { image: alpine, command: [sh, -c], args: ["true"] } }]
`;

const sensors = `
apiVersion: argoproj.io/v1alpha1
kind: Sensor
metadata: { name: build }
spec:
  template: { serviceAccountName: ignored }
  dependencies:
    - name: push
      eventSourceName: github
      eventName: push
      filters:
        data: [{ path: body.ref, type: string, value: [refs/heads/main] }]
  triggers:
    - template:
        name: submit
        argoWorkflow:
          operation: submit
          source:
            resource:${workflow.replaceAll('\n', '\n      ')}
          parameters:
            - { src: { dependencyName: push, dataKey: body.after }, dest: spec.arguments.parameters.0.value }
            - src: { dependencyName: push, dataTemplate: "{{ .Input.body.pusher.name }} of {{ .Input.body.repository.name }}" }
              dest: spec.arguments.parameters.1.value
    - template:
        name: create
        k8s:
          operation: create
          source:
            resource:${workflow.replaceAll('\n', '\n      ')}
          parameters:
            - { src: { dependencyName: push, dataKey: body.absent, value: fallback }, dest: spec.arguments.parameters.0.value }
            - { src: { dependencyName: push, dataKey: body.pusher.name }, dest: spec.arguments.parameters.1.value, operation: append }
            - { src: { dependencyName: push, dataKey: body.repository.id }, dest: metadata.labels.from }
---
apiVersion: argoproj.io/v1alpha1
kind: EventSource
metadata: { name: ours }
spec: { github: { changes: { events: [push, release] } } }
---
apiVersion: argoproj.io/v1alpha1
kind: Sensor
metadata: { name: from-file, annotations: { argo-events-app/check-name: "Files, checked" } }
spec:
  dependencies:
    - { name: any, eventSourceName: ours, eventName: changes, filters: { data: [{ path: body.ref, type: string, value: ["refs/heads/docs/.*"] }] } }
  triggers:
    - template: { name: run, argoWorkflow: { operation: submit, args: [-p, "greeting=hi there"], source: { file: { path: .argo/docs.yaml } } } }
---
pipelines:
  short: { on: { push: { branches: [main] } }, workflow: .argo/short.yaml }
`;

let world: World;

beforeAll(async () => {
  world = await startWorld({
    files: {
      '.argo-events.yaml': sensors,
      '.argo/docs.yaml': oneStep('true', ['greeting', 'branch']),
      '.argo/short.yaml': oneStep('true'),
    },
  });
});

afterAll(() => world.close());

describe("Argo Events' own Sensors", () => {
  it('run beside the short form, each trigger with a check of its own', async () => {
    const { github, repository } = world;
    const { after } = await github.push({ repository, files: { 'a.txt': 'a' }, sender: 'grace' });
    await expectChecks(world, { repository, sha: after }, [
      'build/create: success',
      'build/submit: success',
      'short: success',
    ]);
  });

  it('place values by dataKey and dataTemplate into the Workflow that argoWorkflow submits', async () => {
    const { github, repository } = world;
    const { after } = await github.push({ repository, files: { 'b.txt': 'b' }, sender: 'grace' });
    const check = await concludedCheck(world, after, 'build/submit');
    expect(argumentsOf(world, check)).toEqual({ commit: after, greeting: 'grace of shop', revision: after });
    expect(workflowOf(world, check).metadata.name).toMatch(/^build-[a-z2-7]{12}$/);
  });

  it('fall back to value, append, and set what is not an argument in the Workflow that k8s creates', async () => {
    const { github, repository } = world;
    const { id } = await github.getRepository({ repository });
    const { after } = await github.push({ repository, files: { 'c.txt': 'c' }, sender: 'grace' });
    const check = await concludedCheck(world, after, 'build/create');
    expect(argumentsOf(world, check)).toEqual({ commit: 'fallback', greeting: 'hellograce', revision: after });
    expect(workflowOf(world, check).metadata.labels.from).toBe(String(id));
  });

  it('listen by the names of an EventSource, read files, take args, and are called as their annotation says', async () => {
    const { github, repository } = world;
    const { after } = await github.push({ repository, branch: 'docs/intro', files: { 'd.txt': 'd' } });
    const check = await concludedCheck(world, after);
    expect(check).toMatchObject({ name: 'Files, checked', conclusion: 'success' });
    expect(argumentsOf(world, check)).toEqual({ greeting: 'hi there', branch: 'docs/intro' });
    await expectChecks(world, { repository, sha: after }, ['Files, checked: success']);
  });

  it('say on a check what they were asked and what they saw', async () => {
    const { github, repository } = world;
    const { after } = await github.push({ repository, files: { 'e.txt': 'e' } });
    const { summary } = await concludedCheck(world, after, 'build/submit');
    expect(summary).toContain('body.ref');
    expect(summary).toContain('refs/heads/main');
    expect(summary).toContain('Decided by: build, trigger submit');
  });
});
