import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oneStep } from '../../world/one-step.ts';
import { concludedCheck, expectChecks, runsOf } from '../../world/read-run.ts';
import { startWorld, type World } from '../../world/start-world.ts';

const good = 'pipelines: { ci: { on: push, workflow: .argo/ci.yaml } }\n';

let world: World;
let hostile: string;
let neighbour: string;

beforeAll(async () => {
  world = await startWorld();
  hostile = await world.addRepository({ '.argo-events.yaml': good, '.argo/ci.yaml': oneStep('true') });
  neighbour = await world.addRepository({ '.argo-events.yaml': good, '.argo/ci.yaml': oneStep('true') });
});

afterAll(() => world.close());

const bomb = `
a: &a [x, x, x, x, x, x, x, x, x, x]
b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]
f: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]
${good}`;

const workflow = 'workflow: .argo/ci.yaml';

describe.concurrent('a file that cannot be used', () => {
  const cases: [string, string | { base64: string }, string, number][] = [
    ['is not YAML', 'pipelines:\n  ci: { on: push\n', 'config.invalid-yaml', 3],
    ['is huge', `${good}# ${'x'.repeat(64 * 1024)}\n`, 'config.too-large', 1],
    ['is larger than GitHub gives as text', `# ${'x'.repeat(1024 * 1024)}\n${good}`, 'config.too-large', 1],
    ['is nested deeply', `pipelines: ${'['.repeat(5000)}${']'.repeat(5000)}\n`, 'config.too-deep', 1],
    ['blows up by aliases', bomb, 'config.too-many-values', 7],
    ['names itself by an alias', 'pipelines: &a { ci: *a }\n', 'config.circular-alias', 1],
    ['is indented with tabs', 'pipelines:\n\tci:\n\t\ton: push\n', 'config.tab', 2],
    ['is binary', { base64: Buffer.from([0, 1, 2, 0xff, 0xfe, 0]).toString('base64') }, 'config.control-character', 1],
    ['is a list', '- ci\n', 'config.not-a-mapping', 1],
    ['reaches for prototypes', `__proto__: { x: 1 }\n${good}`, 'config.reserved-key', 1],
    [
      'has a word of Actions',
      `pipelines:\n  ci:\n    on: push\n    ${workflow}\n    runs-on: x\n`,
      'config.actions-habit',
      5,
    ],
    [
      'has a misspelt field',
      `pipelines:\n  ci:\n    on: { push: { branchs: [x] } }\n    ${workflow}\n`,
      'config.unknown-field',
      3,
    ],
    ['holds another kind', 'apiVersion: v1\nkind: Secret\nmetadata: { name: x }\n', 'config.unknown-kind', 1],
    [
      'leaves the repository',
      'pipelines:\n  ci:\n    on: push\n    workflow: ../x.yaml\n',
      'config.invalid-workflow-path',
      4,
    ],
    [
      'has a wrong condition',
      `pipelines:\n  ci:\n    on: push\n    if: github.actor == "x"\n    ${workflow}\n`,
      'config.invalid-condition',
      4,
    ],
    ['has a key twice', `${good}pipelines: {}\n`, 'config.duplicate-key', 2],
  ];

  it.each(cases)(
    '%s: one failed check on its line, no run, and the neighbour runs',
    async (_what, text, code, line) => {
      const { github } = world;
      const [bad, fine] = await Promise.all([
        github.push({ repository: hostile, branch: 'bad', files: { '.argo-events.yaml': text } }),
        github.push({ repository: neighbour, files: { 'a.txt': code } }),
      ]);
      expect(await concludedCheck(world, fine.after)).toMatchObject({ name: 'ci', conclusion: 'success' });
      const check = await concludedCheck(world, bad.after);

      await expectChecks(world, { repository: hostile, sha: bad.after }, ['argo-events: failure']);
      expect(check.title).toContain('.argo-events.yaml');
      expect(check.summary).toContain(code);
      expect(check.annotations).toContainEqual(
        expect.objectContaining({ path: '.argo-events.yaml', start_line: line, annotation_level: 'failure' }),
      );
      expect(await runsOf(world, { repository: hostile, sha: bad.after })).toEqual([]);
    },
  );

  it('does not keep the pipelines that are right from running', async () => {
    const text = `pipelines:\n  ci: { on: push, ${workflow} }\n  typo: { on: pushes, ${workflow} }\n`;
    const { after } = await world.github.push({
      repository: hostile,
      branch: 'half',
      files: { '.argo-events.yaml': text },
    });
    await concludedCheck(world, after, 'ci');
    await expectChecks(world, { repository: hostile, sha: after }, ['argo-events: failure', 'ci: success']);
  });

  it('names every problem with its line, in one check', async () => {
    const text = `pipelines:\n  a: { on: pushes, ${workflow} }\n  b: { on: push }\n  c: { on: push, ${workflow}, steps: [] }\n`;
    const { after } = await world.github.push({
      repository: hostile,
      branch: 'many',
      files: { '.argo-events.yaml': text },
    });
    const check = await concludedCheck(world, after);
    expect(check.annotations.map((each) => each.start_line)).toEqual([2, 3, 4]);
    expect(check.title).toContain('(and 2 more)');
  });

  it('with more problems than GitHub takes annotations in one call has all of them', async () => {
    const lines = Array.from({ length: 70 }, (_, index) => `  p${index}: { on: pushes, ${workflow} }`);
    const text = `pipelines:\n${lines.join('\n')}\n`;
    const { after } = await world.github.push({
      repository: hostile,
      branch: 'lots',
      files: { '.argo-events.yaml': text },
    });
    await world.github.waitForCheckRun((each) => each.headSha === after && each.annotations.length >= 70);
    await expectChecks(world, { repository: hostile, sha: after }, ['argo-events: failure']);
  });
});

describe.concurrent('the check argo-events', () => {
  const bad = good.replace('push', 'pushes');

  function push(branch: string, files: Record<string, string>) {
    return world.github.push({ repository: hostile, branch, files });
  }

  it('is failed on each commit with problems, success once on the next without, and then gone', async () => {
    const broken = await push('mended', { '.argo-events.yaml': bad });
    await expectChecks(world, { repository: hostile, sha: broken.after }, ['argo-events: failure']);
    const still = await push('mended', { 'b.txt': 'b' });
    await expectChecks(world, { repository: hostile, sha: still.after }, ['argo-events: failure']);
    const mended = await push('mended', { '.argo-events.yaml': good });
    await expectChecks(world, { repository: hostile, sha: mended.after }, ['argo-events: success', 'ci: success']);
    const later = await push('mended', { 'c.txt': 'c' });
    await expectChecks(world, { repository: hostile, sha: later.after }, ['ci: success']);
  });

  it('belongs to its branch: another one gets none', async () => {
    await push('left-broken', { '.argo-events.yaml': bad });
    const other = await push('not-broken', { 'd.txt': 'd' });
    await expectChecks(world, { repository: hostile, sha: other.after }, ['ci: success']);
  });

  it('is written once for a commit that is in a branch and in a pull request', async () => {
    const { github } = world;
    const { after } = await push('proposed', { '.argo-events.yaml': bad });
    await github.openPullRequest({ repository: hostile, head: 'proposed' });
    await expectChecks(world, { repository: hostile, sha: after }, ['argo-events: failure']);
    const mended = await push('proposed', { '.argo-events.yaml': good });
    await expectChecks(world, { repository: hostile, sha: mended.after }, ['argo-events: success', 'ci: success']);
  });

  it('is not written for a warning', async () => {
    const text = 'pipelines: { ci: { on: [push, manual], workflow: .argo/ci.yaml } }\n';
    const { after } = await push('warned', { '.argo-events.yaml': text });
    await expectChecks(world, { repository: hostile, sha: after }, ['ci: success']);
  });

  it('is success once, too, when the file itself goes', async () => {
    const { github } = world;
    await push('dropped', { '.argo-events.yaml': bad });
    const gone = await github.push({ repository: hostile, branch: 'dropped', files: { '.argo-events.yaml': null } });
    await expectChecks(world, { repository: hostile, sha: gone.after }, ['argo-events: success']);
    const later = await push('dropped', { 'e.txt': 'e' });
    await expectChecks(world, { repository: hostile, sha: later.after }, []);
  });
});
