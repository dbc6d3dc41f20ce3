import { describe, expect, it } from 'vitest';
import { readConfiguration } from '../../config/read-configuration.ts';
import type { GithubEvent } from '../../event/event.ts';
import { withChangedFiles } from '../../event/learned/with-changed-files.ts';
import { eventOf, makeDelivery, makePullRequest, makePush } from '../../run/testing/deliveries.ts';
import { askSensor } from '../decide/ask-sensor.ts';
import { findSkipReasons } from './find-skip-reasons.ts';
import { renderFilterSkip, type SkipText } from './render-skip.ts';

const changed = { added: [], modified: [], removed: [], renamed: [] };

/** What a pipeline's skipped check says of the event; undefined where it has none. */
async function skipOf(pipeline: string, event: GithubEvent): Promise<SkipText | undefined> {
  const text = `pipelines: { ci: { ${pipeline}, workflow: .argo/ci.yaml } }`;
  const { sensors, problems } = readConfiguration({ path: '.argo-events.yaml', text });
  expect(problems).toEqual([]);
  const [sensor] = sensors;
  if (sensor === undefined) throw new Error('no pipeline');
  const reasons = findSkipReasons(await askSensor(sensor, event));
  return reasons && renderFilterSkip(reasons, event);
}

const push = eventOf(makePush());
const docs = withChangedFiles(push, { ...changed, all: ['docs/a.md', 'docs/`b`.md'] });
const pullRequest = eventOf(makePullRequest({ draft: true, labels: [{ name: 'docs' }] }));

describe('a pipeline that is kept out', () => {
  it('by its paths says which files were looked at', async () => {
    const skip = await skipOf('on: push, paths: ["src/**", "!**/*.md"]', docs);
    expect(skip?.title).toBe('Skipped: no changed file matches src/**, !**/*.md (2 looked at)');
    expect(skip?.summary).toContain(
      "- `paths`: none of the 2 changed files matches `src/**, !**/*.md`: `docs/a.md`, `docs/'b'.md`",
    );
    expect(skip?.summary).toContain('counts as passed');
  });

  it('by its paths tells of twenty files and counts the others', async () => {
    const all = Array.from({ length: 300 }, (_, index) => `docs/${index}.md`);
    const skip = await skipOf('on: push, paths: ["src/**"]', withChangedFiles(push, { ...changed, all }));
    expect(skip?.summary).toContain('`docs/19.md` and 280 more');
    expect(skip?.summary).not.toContain('docs/20.md');
  });

  it('by an empty commit says that nothing was changed', async () => {
    const skip = await skipOf('on: push, paths: ["src/**"]', withChangedFiles(push, { ...changed, all: [] }));
    expect(skip?.title).toBe('Skipped: no file was changed');
  });

  it('by its condition says what the condition read', async () => {
    const skip = await skipOf(
      'on: pull_request, if: \'!github.pullRequest.draft && github.sender != "ada"\'',
      pullRequest,
    );
    expect(skip?.title).toBe('Skipped: the condition is false: !github.pullRequest.draft && github.sender != "ada"');
    expect(skip?.summary).toContain('`github.pullRequest.draft` is `true`, `github.sender` is `"ada"`');
  });

  it('by its labels says which there are', async () => {
    const skip = await skipOf('on: { pull_request: { labels: [e2e] } }', pullRequest);
    expect(skip?.title).toBe('Skipped: github.pullRequest.labels is docs; expected: matches e2e');
    expect(skip?.summary).toContain('- `labels`:');
  });

  it('by a condition does not speak of files that nobody looked at', async () => {
    const skip = await skipOf('on: push, paths: ["src/**"], if: \'github.sender == "bob"\'', push);
    expect(skip?.title).toBe('Skipped: the condition is false: github.sender == "bob"');
    expect(skip?.summary).not.toContain('paths');
  });

  it('shows no credential that the condition read', async () => {
    const secret = `ghp_${'a'.repeat(36)}`;
    const skip = await skipOf(
      'on: pull_request, if: \'github.pullRequest.title == "x"\'',
      eventOf(makePullRequest({ title: secret })),
    );
    expect(skip?.summary).toContain('***');
    expect(skip?.summary).not.toContain(secret);
  });
});

describe('a pipeline that is not meant', () => {
  it.each<[string, string, GithubEvent]>([
    ['another event', 'on: pull_request, if: "false"', push],
    ['another branch', 'on: { push: { branches: [release] } }, paths: ["src/**"]', docs],
    ['another branch, with a condition', 'on: { push: { branches: [release] } }, if: "false"', push],
    ['a tag', 'on: push, if: "false"', eventOf(makePush({ ref: 'refs/tags/v1' }))],
    ['another action', 'on: { pull_request: { types: [closed] } }, if: "false"', pullRequest],
    ['another base', 'on: { pull_request: { branches: [release] } }, if: "false"', pullRequest],
    ['a deleted branch', 'on: push, if: "false"', eventOf(makePush({ deleted: true }))],
    [
      'another environment',
      'on: { deployment: { environments: [production] } }, if: "false"',
      eventOf(makeDelivery('deployment', { deployment: { id: 1, sha: 'c'.repeat(40), environment: 'staging' } })),
    ],
    [
      'another base of the queue',
      'on: { merge_group: { branches: [release] } }, if: "false"',
      eventOf(
        makeDelivery('merge_group', {
          action: 'checks_requested',
          merge_group: { head_sha: 'c'.repeat(40), head_ref: 'refs/heads/q', base_ref: 'refs/heads/main' },
        }),
      ),
    ],
  ])('has not been skipped: %s', async (_what, pipeline, event) => {
    expect(await skipOf(pipeline, event)).toBeUndefined();
  });

  it('has not been skipped when it runs', async () => {
    expect(await skipOf('on: push', push)).toBeUndefined();
  });
});
