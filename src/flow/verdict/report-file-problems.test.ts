import { describe, expect, it } from 'vitest';
import type { Delivery } from '../../bus/event-bus.ts';
import { makeDelivery, makePullRequest, makePush, repository } from '../../run/testing/deliveries.ts';
import { setStage } from '../testing/stage.ts';

const right = 'pipelines: { ci: { on: release, workflow: .argo/ci.yaml } }';
const wrong = `pipelines:
  ci: { on: release, workflow: .argo/ci.yaml, brnches: [a] }
  cd: { on: release, workflow: /absolute.yaml }
`;
const warned = `${right}\n---\napiVersion: argoproj.io/v1alpha1\nkind: EventBus\nmetadata: { name: default }\nspec: {}\n`;

const sha = (letter: string) => letter.repeat(40);

/** Handles each delivery with this file at its commit; the checks that were asked for, as `<commit> <conclusion>`. */
async function judge(...events: [Delivery, string, string][]) {
  const stage = setStage();
  for (const [delivery, commit, file] of events) {
    stage.commit({ '.argo-events.yaml': file }, commit);
    expect(await stage.handle(delivery)).toEqual({ kind: 'done' });
  }
  return (await stage.checks()).map((each) => `${each.headSha[0]} ${each.conclusion}`).toSorted();
}

let deliveries = 0;
function nextId(): { id: string } {
  deliveries += 1;
  return { id: `d-${deliveries}` };
}

function push(letter: string, file: string, body: object = {}): [Delivery, string, string] {
  return [makePush({ after: sha(letter), ...body }, nextId()), sha(letter), file];
}

function pull(letter: string, file: string, more: object = {}): [Delivery, string, string] {
  const head = { ref: 'topic', sha: sha(letter), repo: { id: 42, full_name: 'acme/shop' } };
  return [makePullRequest({ head, ...more }, nextId()), sha(letter), file];
}

describe('the check of a file with problems', () => {
  it('fails with all of them, on their lines', async () => {
    const stage = setStage();
    const [delivery, commit] = push('a', wrong);
    stage.commit({ '.argo-events.yaml': wrong }, commit);
    await stage.handle(delivery);

    expect(await stage.checks()).toMatchObject([
      {
        name: 'argo-events',
        headSha: sha('a'),
        conclusion: 'failure',
        output: {
          title: expect.stringMatching(/^\.argo-events\.yaml: .*brnches.* \(and 1 more\)$/),
          summary: expect.stringContaining('What has none of them goes on as it is.'),
          annotations: [
            { path: '.argo-events.yaml', startLine: 2, title: 'config.unknown-field' },
            { path: '.argo-events.yaml', startLine: 3, title: 'config.invalid-workflow-path' },
          ],
        },
      },
    ]);
  });

  it('says what each of the other pipelines decides about the event', async () => {
    const file = `pipelines:
  ci: { on: release, workflow: .argo/ci.yaml, brnches: [a] }
  docs: { on: release, workflow: .argo/docs.yaml }
  test: { on: { push: { branches: [other] } }, workflow: .argo/test.yaml }
`;
    const stage = setStage();
    const [delivery, commit] = push('a', file);
    stage.commit({ '.argo-events.yaml': file }, commit);
    await stage.handle(delivery);
    const summary = (await stage.checks()).find((each) => each.name === 'argo-events')?.output.summary ?? '';
    expect(summary).toContain('- **docs** does not listen to push; it listens to release');
    expect(summary).toMatch(/- \*\*test\*\* does not run — .*main.*other/);
    expect(summary).not.toContain('- **ci**');
  });

  it('says only its own sentence when there is one', async () => {
    const stage = setStage();
    const [delivery, commit] = push('a', 'pipelines: [');
    stage.commit({ '.argo-events.yaml': 'pipelines: [' }, commit);
    await stage.handle(delivery);
    const [check] = await stage.checks();

    expect(check?.output.title).not.toContain('more');
  });

  it('is not written for a file that is right, nor for warnings alone', async () => {
    expect(await judge(push('a', right), push('b', warned), pull('c', right))).toEqual([]);
  });

  it('is one check, however many events are about the commit', async () => {
    expect(await judge(push('a', wrong), push('a', wrong), pull('a', wrong))).toEqual(['a failure']);
  });
});

describe('the next commit', () => {
  it('without problems says so, once', async () => {
    expect(await judge(push('a', wrong), push('b', right), push('c', right))).toEqual(['a failure', 'b success']);
  });

  it('with problems fails again', async () => {
    expect(await judge(push('a', wrong), push('b', wrong), push('c', right))).toEqual([
      'a failure',
      'b failure',
      'c success',
    ]);
  });

  it('with warnings alone counts as mended', async () => {
    expect(await judge(push('a', wrong), push('b', warned))).toEqual(['a failure', 'b success']);
  });

  it('of another branch or pull request says nothing', async () => {
    const elsewhere = push('b', right, { ref: 'refs/heads/other' });

    expect(await judge(push('a', wrong), elsewhere, pull('c', right), pull('d', right, { number: 6 }))).toEqual([
      'a failure',
    ]);
  });

  it('of another repository says nothing', async () => {
    const other = { repository: { ...repository, id: 43, name: 'cart', full_name: 'acme/cart' } };

    expect(await judge(push('a', wrong), push('b', right, other))).toEqual(['a failure']);
  });

  it.each<[string, (letter: string, file: string) => [Delivery, string, string]]>([
    ['a branch', push],
    ['a pull request', pull],
    [
      'a merge queue',
      (letter, file) => [
        makeDelivery(
          'merge_group',
          {
            action: 'checks_requested',
            merge_group: { head_sha: sha(letter), head_ref: 'refs/heads/gh-readonly-queue/main/x' },
          },
          nextId(),
        ),
        sha(letter),
        file,
      ],
    ],
  ])('counts for %s', async (_what, event) => {
    expect(await judge(event('a', wrong), event('b', right))).toEqual(['a failure', 'b success']);
  });

  it('is judged for each line of its own where two had the problem', async () => {
    expect(
      await judge(
        push('a', wrong),
        pull('b', wrong),
        push('c', right),
        push('d', right),
        pull('e', right),
        pull('f', right),
      ),
    ).toEqual(['a failure', 'b failure', 'c success', 'e success']);
  });
});

describe('an event that brings no commit', () => {
  it('is silent about the file', async () => {
    const stage = setStage();
    stage.commit({ '.argo-events.yaml': wrong }, 'HEAD');
    stage.commit({ '.argo-events.yaml': wrong }, 'refs/tags/v1');
    await stage.handle(makeDelivery('label', {}, nextId()));
    await stage.handle(makeDelivery('release', { action: 'published', release: { id: 1, tag_name: 'v1' } }, nextId()));
    await stage.handle(makeDelivery('create', { ref: 'v1', ref_type: 'tag' }, nextId()));

    expect(stage.github.calls.length).toBeGreaterThan(1);
    expect(await stage.checks()).toEqual([]);
  });

  it('does not answer for a commit that does', async () => {
    const stage = setStage();
    const [first, firstCommit] = push('a', wrong);
    stage.commit({ '.argo-events.yaml': wrong }, firstCommit);
    await stage.handle(first);
    stage.commit({ '.argo-events.yaml': right }, 'HEAD');
    await stage.handle(makeDelivery('label', {}, nextId()));

    expect(await stage.checks()).toHaveLength(1);
  });
});

describe('a commit that takes the file away', () => {
  it('answers the failed check of its branch, once', async () => {
    const stage = setStage();
    const [failed, failedCommit] = push('a', wrong);
    stage.commit({ '.argo-events.yaml': wrong }, failedCommit);
    await stage.handle(failed);
    for (const letter of ['b', 'd']) {
      stage.commit({}, sha(letter));
      await stage.handle(push(letter, '')[0]);
    }

    const checks = await stage.checks();
    expect(checks.map((each) => `${each.headSha[0]} ${each.conclusion}`).toSorted()).toEqual([
      'a failure',
      'b success',
    ]);
  });
});

describe('a crash between the two writes', () => {
  it('says once more that the file is mended, which is the same check', async () => {
    const stage = setStage();
    const failed = push('a', wrong);
    const mended = push('b', right);
    for (const [delivery, commit, file] of [failed, mended]) {
      stage.commit({ '.argo-events.yaml': file }, commit);
      await stage.handle(delivery);
    }
    await stage.records.put('open-problems', '42/refs/heads/main', {});
    await stage.handle(mended[0]);

    expect(await stage.checks()).toHaveLength(2);
    expect(await stage.records.list('open-problems', '')).toEqual([]);
  });
});
