import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oneStep, startWorld, type World } from './start-world.ts';

const files = {
  '.argo-events.yaml': `
pipelines:
  ci:
    on:
      push: { branches: [main, "release/**"] }
      pull_request: {}
    workflow: .argo/ci.yaml
`,
  '.argo/ci.yaml': oneStep('if test -e broken; then exit 3; fi; echo "{{workflow.parameters.revision}}"', ['revision']),
};

describe('a signed webhook becomes a Workflow and a check run', () => {
  let world: World;

  beforeAll(async () => {
    world = await startWorld({ files });
  });

  afterAll(() => world.close());

  it('runs a push and reports its success', async () => {
    const { github, repository } = world;
    const { after } = await github.push({ repository, files: { 'src/a.txt': 'a' } });

    const run = await github.waitForCheckRun((each) => each.headSha === after && each.status === 'completed');

    expect(run).toMatchObject({ name: 'ci', conclusion: 'success' });
    expect(run.summary).toContain(after.slice(0, 7));
  });
});
