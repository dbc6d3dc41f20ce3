import { describe, expect, it } from 'vitest';
import { oneStep } from '../../../test/world/one-step.ts';
import { readConfiguration } from '../../config/read-configuration.ts';
import { checkWorkflowFiles } from './check-workflow-files.ts';

const file = 'pipelines: { ci: { on: push, workflow: .argo/ci.yaml }, cd: { on: release, workflow: .argo/ci.yaml } }\n';
const reference = '{{workflow.parameters.git-auth-secret}}';

function exposed(): string {
  const workflow = JSON.parse(oneStep('true', ['git-auth-secret']));
  workflow.spec.templates[0].container.env = [
    { name: 'TOKEN', valueFrom: { secretKeyRef: { name: reference, key: 'token' } } },
  ];
  return JSON.stringify(workflow);
}

async function check(files: Record<string, string>, path = 'shop/.argo-events.yaml', text = file) {
  const { sensors } = readConfiguration({ path, text });
  const asked: string[] = [];
  const readFile = async (name: string) => {
    asked.push(name);
    const found = files[name];
    if (found === undefined) throw new Error('no such file');
    return found;
  };
  return { problems: await checkWorkflowFiles(sensors, path, { readFile }), asked };
}

describe('workflow files beside the file', () => {
  it.each<[string, Record<string, string>, object[]]>([
    ['that are right', { 'shop/.argo/ci.yaml': oneStep('true') }, []],
    ['that are missing', {}, [{ code: 'run.file-not-here', severity: 'warning', position: { line: 1 } }]],
    [
      'that read their token through the environment',
      { 'shop/.argo/ci.yaml': exposed() },
      [
        {
          code: 'run.token-in-environment',
          file: '.argo/ci.yaml',
          message: expect.stringContaining('spec.templates[0].container.env[0]'),
        },
      ],
    ],
    [
      'that are no YAML',
      { 'shop/.argo/ci.yaml': 'kind: [' },
      [{ severity: 'error', file: '.argo/ci.yaml', position: { line: expect.any(Number) } }],
    ],
    [
      'that hold nothing of use',
      { 'shop/.argo/ci.yaml': '[]' },
      [{ code: 'run.not-a-workflow', file: '.argo/ci.yaml' }],
    ],
  ])('%s', async (_which, files, expected) => {
    const { problems, asked } = await check(files);
    expect(problems).toMatchObject(expected);
    expect(asked).toEqual(['shop/.argo/ci.yaml']);
  });

  it('are not looked for where the file may lie anywhere, nor outside of the repository', async () => {
    expect((await check({}, 'examples/one.yaml')).asked).toEqual([]);
    const sly = `
apiVersion: argoproj.io/v1alpha1
kind: Sensor
metadata: { name: sly }
spec:
  dependencies: [{ name: push, eventSourceName: github, eventName: push }]
  triggers: [{ template: { name: run, argoWorkflow: { operation: submit, source: { file: { path: ../../etc/passwd } } } } }]
`;
    expect((await check({}, '.argo-events.yaml', sly)).asked).toEqual([]);
  });
});
