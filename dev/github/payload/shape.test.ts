import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Stage, startStage } from '../testing/start-stage.ts';

// The package's own types promise a default export that its JSON file does not have.
const examples = z
  .array(z.object({ name: z.string(), examples: z.array(z.record(z.string(), z.unknown())) }))
  .parse(createRequire(import.meta.url)('@octokit/webhooks-examples'));

const repository = 'acme/demo';
let stage: Stage;

beforeAll(async () => {
  stage = await startStage();
  const { call, github, installation } = stage;
  const { after } = await github.push({ repository, branch: 'topic', files: { 't.txt': 't' } });
  const { number } = await github.openPullRequest({ repository, head: 'topic', body: 'Please' });
  const at = { repository, number };
  await github.push({ repository, branch: 'topic', files: { 'u.txt': 'u' } });
  await github.labelPullRequest({ ...at, add: ['bug'] });
  await github.editPullRequest({ ...at, title: 'Other' });
  await github.reviewPullRequest(at);
  await github.comment({ ...at, body: 'hello' });
  await github.comment({ repository, sha: after, body: 'hello' });
  const actions = [{ label: 'Go', description: 'Go on', identifier: 'go' }];
  const run = await call('POST /repos/acme/demo/check-runs', { body: { name: 'ci', head_sha: after, actions } });
  const { id } = run.json;
  await call(`PATCH /repos/acme/demo/check-runs/${id}`, { body: { conclusion: 'success' } });
  await github.rerunCheckRun({ id });
  await github.pressAction({ id, identifier: 'go' });
  await github.rerunCheckSuite({ id: run.json.check_suite.id });
  await github.enqueuePullRequest(at);
  await github.mergeQueuedPullRequest(at);
  await github.createRelease({ repository, tag: 'v1' });
  await github.createDeployment({ repository, ref: 'main' });
  await github.dispatch({ repository, eventType: 'on-demand-test' });
  await github.deleteBranch({ repository, branch: 'topic' });
  await github.changeInstallation({ installation, add: [repository] });
  await github.changeInstallation({ installation, remove: [repository] });
  await github.uninstallApp({ installation });
  await github.idle();
});
afterAll(() => stage.close());

// What GitHub's examples have and this stand-in leaves out: teams, milestones, assignees and the App's own hooks are not made here.
const leftOut =
  /\.(assignees|permissions|requested_reviewers|requested_teams|milestone|labels|pull_requests|requester|license|topics|single_file)\b|check_run\.deployment/;

/** The paths of an example that the payload lacks. Where the example has null, anything will do. */
function missingPaths(example: unknown, payload: unknown, path: string): string[] {
  if (leftOut.test(path) || example === null || typeof example !== 'object') return [];
  if (Array.isArray(example)) return Array.isArray(payload) ? [] : [path];
  if (payload === null || typeof payload !== 'object') return payload === null ? [] : [path];
  const own = new Map<string, unknown>(Object.entries(payload));
  return Object.entries(example).flatMap(([key, value]) =>
    own.has(key)
      ? missingPaths(value, own.get(key), `${path}.${key}`)
      : leftOut.test(`${path}.${key}`)
        ? []
        : [`${path}.${key}`],
  );
}

function exampleOf(name: string, action: string | undefined): unknown {
  const all = examples.find((event) => event.name === name)?.examples ?? [];
  return all.find((one) => action === undefined || one.action === action);
}

describe('payloads have all that GitHub’s own examples have', () => {
  it.each([
    'push',
    'create',
    'delete',
    'pull_request.opened',
    'pull_request.synchronize',
    'pull_request.labeled',
    'pull_request.closed',
    'pull_request_review.submitted',
    'issue_comment.created',
    'commit_comment.created',
    'check_run.created',
    'check_run.completed',
    'check_run.rerequested',
    'check_run.requested_action',
    'check_suite.requested',
    'check_suite.rerequested',
    'check_suite.completed',
    'merge_group.checks_requested',
    'release.published',
    'deployment.created',
    'repository_dispatch',
    'installation_repositories.added',
    'installation_repositories.removed',
    'installation.deleted',
  ])('%s', (name) => {
    const [event = '', action] = name.split('.');
    const example = exampleOf(event, action);
    expect(example, 'an example of GitHub').toBeDefined();
    const payload = stage.receiver.received.find(
      (one) => one.event === event && (action === undefined || one.payload.action === action),
    )?.payload;
    expect(missingPaths(example, payload, name)).toEqual([]);
  });
});
