import { describe, expect, it } from 'vitest';
import type { Event } from '../../../event/event.ts';
import { compileCondition } from '../../../expression/condition/compile-condition.ts';
import { compileGlobs } from '../../../expression/glob/compile-globs.ts';
import { decide } from '../../../sensor/decide.ts';
import { noScripts } from '../../../sensor/filters/no-scripts.ts';
import { readConfiguration } from '../../read-configuration.ts';

const file = `pipelines:
  ci:
    on:
      push: {branches: [main, "release/**"], tags: ["v*"]}
      pull_request: {branches: [main], labels: [ci]}
      merge_group: {branches: [main]}
      create: {tags: [x]}
      delete:
      release:
      deployment: {environments: [prod]}
      repository_dispatch: {types: [a.b]}
    paths: ["src/**", "!**/*.md"]
    if: github.sender != "bot"
    workflow: .argo/ci.yaml
`;

function eventOf(name: string, body: object, github: object): Event {
  const facts = { eventName: name, sender: 'mona', ...github };
  return {
    context: {
      id: '1',
      source: 'github',
      specversion: '1.0',
      type: 'github',
      datacontenttype: 'application/json',
      subject: name,
      time: '2026-01-01T00:00:00Z',
    },
    data: JSON.stringify({ headers: {}, body, github: facts }),
  };
}

/** The dependencies that fire for an event. */
async function fire(event: Event): Promise<string[]> {
  const [configured] = readConfiguration({ path: 'f', text: file }).sensors;
  if (configured === undefined) throw new Error('no Sensor');
  const decision = await decide({
    sensor: configured.sensor,
    event,
    eventNames: ({ name }) => configured.githubEvents[name]?.includes(event.context.subject) === true,
    evaluators: {
      ...noScripts,
      matchGlobs: (patterns, values) => {
        const globs = compileGlobs(patterns);
        return globs.ok ? { ok: true, value: values.some((value) => globs.match(value)) } : globs;
      },
      evaluateCondition: (text, data) => {
        const condition = compileCondition(text);
        return condition.ok ? condition.evaluate(data) : condition;
      },
    },
  });
  expect(decision.problems).toEqual([]);
  return decision.firings.flatMap((firing) => firing.dependencies);
}

const changed = (...all: string[]) => ({ changedFiles: { all } });
const pullRequest = (ref: string, labels: string[]) => ({ pullRequest: { base: { ref }, labels } });
const pushed = { deleted: false };

describe('a translated pipeline', () => {
  it.each([
    ['a push to a branch', 'push', pushed, { branch: 'main', ...changed('src/a.ts') }, ['push']],
    ['a push to a branch by pattern', 'push', pushed, { branch: 'release/1/2', ...changed('src/a.ts') }, ['push']],
    ['a push to another branch', 'push', pushed, { branch: 'topic', ...changed('src/a.ts') }, []],
    ['a push of other files', 'push', pushed, { branch: 'main', ...changed('docs/a.ts', 'src/a.md') }, []],
    [
      'a push of one file that counts',
      'push',
      pushed,
      { branch: 'main', ...changed('docs/a.ts', 'src/a.ts') },
      ['push'],
    ],
    ['a push by someone else', 'push', pushed, { branch: 'main', sender: 'bot', ...changed('src/a.ts') }, []],
    ['a deleted branch', 'push', { deleted: true }, { branch: 'main', ...changed('src/a.ts') }, []],
    ['a tag, whatever its files', 'push', pushed, { tag: 'v1' }, ['push-tags']],
    ['another tag', 'push', pushed, { tag: 'x' }, []],
    ['a deleted tag', 'push', { deleted: true }, { tag: 'v1' }, []],
    [
      'a pull request',
      'pull_request',
      { action: 'opened' },
      { ...pullRequest('main', ['ci']), ...changed('src/a.ts') },
      ['pull_request'],
    ],
    [
      'a pull request without the label',
      'pull_request',
      { action: 'opened' },
      { ...pullRequest('main', ['x']), ...changed('src/a.ts') },
      [],
    ],
    [
      'a pull request to another base',
      'pull_request',
      { action: 'opened' },
      { ...pullRequest('dev', ['ci']), ...changed('src/a.ts') },
      [],
    ],
    [
      'a closed pull request',
      'pull_request',
      { action: 'closed' },
      { ...pullRequest('main', ['ci']), ...changed('src/a.ts') },
      [],
    ],
    [
      'a merge group',
      'merge_group',
      { action: 'checks_requested' },
      { mergeGroup: { baseRef: 'refs/heads/main' } },
      ['merge_group'],
    ],
    [
      'a merge group of another base',
      'merge_group',
      { action: 'checks_requested' },
      { mergeGroup: { baseRef: 'refs/heads/dev' } },
      [],
    ],
    [
      'a destroyed merge group',
      'merge_group',
      { action: 'destroyed' },
      { mergeGroup: { baseRef: 'refs/heads/main' } },
      [],
    ],
    ['a created tag', 'create', {}, { tag: 'x' }, ['create-tags']],
    ['a created branch', 'create', {}, { branch: 'x' }, []],
    ['anything deleted', 'delete', {}, { branch: 'x' }, ['delete']],
    ['a published release', 'release', { action: 'published' }, {}, ['release']],
    ['a drafted release', 'release', { action: 'created' }, {}, []],
    ['a deployment', 'deployment', { action: 'created' }, { deployment: { environment: 'prod' } }, ['deployment']],
    ['a deployment elsewhere', 'deployment', { action: 'created' }, { deployment: { environment: 'dev' } }, []],
    ['a dispatch', 'repository_dispatch', { action: 'a.b' }, {}, ['repository_dispatch']],
    ['a dispatch of another type', 'repository_dispatch', { action: 'axb' }, {}, []],
    ['an event that it does not name', 'issues', { action: 'opened' }, {}, []],
  ])('%s', async (...[, name, body, github, expected]) => {
    expect(await fire(eventOf(name, body, github))).toEqual(expected);
  });
});
