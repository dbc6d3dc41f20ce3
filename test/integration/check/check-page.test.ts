import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { concludedCheck, workflowOf } from '../../world/read-run.ts';
import { startWorld, type World } from '../../world/start-world.ts';

const shell = (name: string, script: string) => ({
  name,
  container: { image: 'alpine', command: ['sh', '-c'], args: [script] },
});

const pipeline = {
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
            { name: 'test', template: 'test', dependencies: ['lint'] },
            { name: 'ship', template: 'ship', dependencies: ['test'] },
          ],
        },
      },
      shell('lint', 'true'),
      shell('test', 'exit 7'),
      shell('ship', 'true'),
    ],
  },
};

const endless = {
  ...pipeline,
  spec: { entrypoint: 'main', templates: [{ name: 'main', suspend: {} }] },
};

const files = {
  '.argo-events.yaml': `
pipelines:
  test: { on: { push: { branches: [main] } }, if: 'github.sender == "ada"', workflow: .argo/shop.yaml }
  slow: { on: { push: { branches: [slow] } }, timeout: 1s, workflow: .argo/endless.yaml }
  held: { on: { push: { branches: ["held/*"] } }, workflow: .argo/endless.yaml }
`,
  '.argo/shop.yaml': JSON.stringify(pipeline),
  '.argo/endless.yaml': JSON.stringify(endless),
};

let world: World;

beforeAll(async () => {
  world = await startWorld({ files, environment: { ARGO_UI_URL: 'https://argo.example/ui' } });
});

afterAll(() => world.close());

describe('the page of a check', () => {
  it('says what failed, for which commit, why it ran, step by step, and where to look further', async () => {
    const { github, repository } = world;
    const { after } = await github.push({ repository, files: { a: 'a' }, message: 'Change the shop' });
    const check = await concludedCheck(world, after);
    const { name } = workflowOf(world, check).metadata;

    expect(check).toMatchObject({ name: 'test', conclusion: 'failure' });
    expect(check.title).toMatch(/^Failed in .+ — test: .*exit code 7.* \(1 of \d steps\)$/);
    const summary = check.summary ?? '';
    expect(summary).toContain(`ci/${name}`);
    expect(summary).toContain(`acme/shop@${after.slice(0, 12)}`);
    expect(summary).toMatch(/Event: push \(main\)/);
    expect(summary).toContain('**Why**');
    expect(summary).toContain('github.sender');
    expect(summary).toContain('**Steps**');
    expect(summary).toMatch(/\| .*lint.*\n.*\| .*test.*exit code 7/);
    expect(summary).toContain(`https://argo.example/ui/workflows/ci/${name}`);
    expect(check.detailsUrl).toContain(`https://argo.example/ui/workflows/ci/${name}`);
    expect(check.startedAt).not.toBeNull();
    expect(check.completedAt).not.toBeNull();
  });

  it('shows a run under way, and its end in the same check', async () => {
    const { github, repository, cluster } = world;
    const { after } = await github.push({ repository, branch: 'held/1', files: { b: 'b' } });
    const running = await github.waitForCheckRun((each) => each.headSha === after && each.status === 'in_progress');
    expect(running).toMatchObject({ name: 'held', conclusion: null });
    expect(running.title).toMatch(/^(Running|Waiting at )/);

    const { name } = workflowOf(world, running).metadata;
    const workflow = cluster.get('workflows', 'ci', name);
    cluster.replace({ ...workflow, spec: { ...Object(workflow?.spec), shutdown: 'Terminate' } });
    const ended = await concludedCheck(world, after);
    expect(ended).toMatchObject({ id: running.id, conclusion: 'cancelled' });
    expect(ended.title).toContain('terminated');
  });

  it('tells a deadline from a failure', async () => {
    const { github, repository } = world;
    const { after } = await github.push({ repository, branch: 'slow', files: { c: 'c' } });
    const check = await concludedCheck(world, after);
    expect(check).toMatchObject({ name: 'slow', conclusion: 'timed_out' });
    expect(check.title).toMatch(/^Timed out after/);
  });
});
