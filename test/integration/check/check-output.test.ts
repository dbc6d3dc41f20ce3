import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { concludedCheck, expectChecks } from '../../world/read-run.ts';
import { startWorld, type World } from '../../world/start-world.ts';

const token = `ghs_${'aB3'.repeat(12)}`;

/** One step's output; the Secret `deploy` is in its environment. */
function step(name: string, script: string): object {
  return {
    name,
    container: {
      image: 'alpine',
      command: ['sh', '-c'],
      args: [script],
      env: [{ name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'deploy', key: 'password' } } }],
    },
  };
}

function pipeline(compile: string): string {
  return JSON.stringify({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Workflow',
    metadata: { generateName: 'shop-' },
    spec: {
      entrypoint: 'main',
      templates: [
        {
          name: 'main',
          dag: {
            tasks: [
              { name: 'lint', template: 'lint' },
              { name: 'compile', template: 'compile', dependencies: ['lint'] },
              { name: 'ship', template: 'ship', dependencies: ['compile'] },
            ],
          },
        },
        step('lint', 'echo "src/shop.py:3:1: E302 expected 2 blank lines"'),
        step('compile', compile),
        step('ship', 'true'),
      ],
    },
  });
}

const compile = [
  'printf "\\033[31mcompiling\\033[0m\\n"',
  'echo "src/shop.c:7:3: error: no such shop"',
  'echo "$PASSWORD"',
  'printf %s "$PASSWORD" | base64',
  `echo ${token}`,
  'exit 3',
].join('; ');
const many = 'i=0; while [ $i -lt 120 ]; do i=$((i+1)); echo "src/shop.c:$i:3: error: no shop $i"; done; exit 1';

const files = {
  '.argo-events.yaml': `
pipelines:
  shop: { on: { push: { branches: [main] } }, workflow: .argo/shop.yaml }
  own:
    on: { push: { branches: [own] } }
    workflow: .argo/own.yaml
    problem-matchers: [{ owner: mine, pattern: { regexp: '^>> (\\S+) @(\\d+) (.*)$', file: 1, line: 2, message: 3 } }]
  many: { on: { push: { branches: [many] } }, workflow: .argo/many.yaml }
`,
  '.argo/shop.yaml': pipeline(compile),
  '.argo/many.yaml': pipeline(many),
  '.argo/own.yaml': pipeline('echo ">> a.txt @7 no"; exit 1'),
};

let world: World;

beforeAll(async () => {
  const policy = 'defaults: { secrets: [deploy] }\n';
  const environment = { ARGO_UI_URL: 'https://argo.example/ui' };
  world = await startWorld({ files, policy, environment });
  const password = Buffer.from('correct-horse-battery').toString('base64');
  world.cluster.create({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'deploy', namespace: 'ci' },
    data: { password },
  });
});

afterAll(() => world.close());

describe('what a check shows of its steps', () => {
  it('is the log of what failed, the lines of code that are meant, and how the steps follow each other', async () => {
    const { github, repository } = world;
    const { after } = await github.push({ repository, files: { a: 'a' } });
    const check = await concludedCheck(world, after);
    expect(check).toMatchObject({ name: 'shop', conclusion: 'failure', actions: [] });
    expect(check.text).toContain(
      '### ❌ compile — exit code 3\n\n```text\ncompiling\nsrc/shop.c:7:3: error: no such shop\n',
    );
    expect(check.text).toContain('```mermaid\nflowchart LR\n');
    expect(check.annotations).toMatchObject([
      { path: 'src/shop.c', start_line: 7, annotation_level: 'failure', title: 'compile', message: 'no such shop' },
      { path: 'src/shop.py', start_line: 3, annotation_level: 'warning', title: 'lint: E302' },
    ]);
    const all = JSON.stringify(check);
    for (const secret of ['correct-horse', Buffer.from('correct-horse-battery').toString('base64'), token])
      expect(all).not.toContain(secret);
    expect(check.text).toContain('***');
  });

  it('is what the pipeline’s own matchers find', async () => {
    const { github, repository } = world;
    const { after } = await github.push({ repository, branch: 'own', files: { c: 'c' } });
    const { annotations } = await concludedCheck(world, after, 'own');
    expect(annotations).toContainEqual(
      expect.objectContaining({ path: 'a.txt', start_line: 7, title: 'compile: mine', message: 'no' }),
    );
  });

  it('is in one check with all its annotations, fifty a call', async () => {
    const { github, repository } = world;
    await github.clearCalls();
    const { after } = await github.push({ repository, branch: 'many', files: { b: 'b' } });
    await concludedCheck(world, after, 'many');
    const complete = await github.waitForCheckRun(
      (each) => each.headSha === after && each.annotations.length === 121,
      20_000,
    );
    expect(new Set(complete.annotations.map((each) => `${each.path}:${each.start_line}`)).size).toBe(121);
    await expectChecks(world, { repository, sha: after }, ['many: failure']);
  });
});
