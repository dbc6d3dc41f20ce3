import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { signJwt } from '../../testing/sign-jwt.ts';
import { type Stage, startStage } from '../../testing/start-stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
beforeEach(async () => {
  await stage.github.idle();
  stage.receiver.clear();
});
afterAll(() => stage.close());

const checkRuns = '/repos/acme/demo/check-runs';

function newRun(more: object = {}) {
  return { name: 'ci', head_sha: stage.firstSha, ...more };
}

function annotation(more: object = {}) {
  return { path: 'a.ts', start_line: 1, end_line: 1, annotation_level: 'failure', message: 'wrong', ...more };
}

describe('a check run', () => {
  it('is created, updated and read, with webhooks for its start, its end and its suite’s end', async () => {
    const { app, call, github, receiver } = stage;
    const made = await call(`POST ${checkRuns}`, {
      body: newRun({ external_id: 'ci/one/1', details_url: 'https://ci.example/1', status: 'in_progress' }),
    });
    expect(made).toMatchObject({
      status: 201,
      json: {
        name: 'ci',
        head_sha: stage.firstSha,
        external_id: 'ci/one/1',
        status: 'in_progress',
        conclusion: null,
        completed_at: null,
        app: { id: app.id },
        output: { title: null, annotations_count: 0 },
      },
    });
    const output = { title: 'Done', summary: 'All **good**', text: 'More', annotations: [annotation()] };
    const actions = [{ label: 'Again', description: 'Run it again', identifier: 'again' }];
    const ended = await call(`PATCH ${checkRuns}/${made.json.id}`, {
      body: { conclusion: 'success', output, actions },
    });
    expect(ended.json).toMatchObject({ status: 'completed', conclusion: 'success', output: { annotations_count: 1 } });
    expect((await call(`GET ${checkRuns}/${made.json.id}`)).json).toEqual(ended.json);
    await github.idle();
    expect(receiver.names()).toEqual(['check_run.created', 'check_run.completed', 'check_suite.completed']);
    expect(receiver.last('check_run.completed')).toMatchObject({
      sender: { login: 'argo-events-app[bot]', type: 'Bot' },
      check_run: { id: made.json.id, check_suite: { head_sha: stage.firstSha, status: 'completed' } },
    });
    const [seen] = await github.checkRuns({ repository: 'acme/demo', name: 'ci' });
    expect(seen).toMatchObject({ summary: 'All **good**', text: 'More', actions });
    expect(seen?.history.map(({ conclusion, status }) => [status, conclusion])).toEqual([
      ['in_progress', null],
      ['completed', 'success'],
    ]);
  });

  it('gains annotations with each update', async () => {
    const { call } = stage;
    const made = await call(`POST ${checkRuns}`, { body: newRun({ name: 'annotated' }) });
    const annotations = Array.from({ length: 50 }, (_, index) => annotation({ start_line: index + 1, end_line: 90 }));
    const body = { output: { summary: 's', annotations } };
    await call(`PATCH ${checkRuns}/${made.json.id}`, { body });
    const second = await call(`PATCH ${checkRuns}/${made.json.id}`, { body });
    expect(second.json.output.annotations_count).toBe(100);
    const listed = await call(`GET ${checkRuns}/${made.json.id}/annotations?per_page=60`);
    expect(listed.json).toHaveLength(60);
    expect(listed.headers.get('link')).toContain('rel="next"');
  });

  const output = { title: 't', summary: 's' };
  const action = { label: 'l', description: 'd', identifier: 'i' };
  it.each<[string, object, RegExp]>([
    ['without a name', { name: undefined }, /name/],
    ['at a commit that is not there', { head_sha: 'a'.repeat(40) }, /No commit found for SHA/],
    ['at a short commit', { head_sha: 'abc1234' }, /not a full commit SHA/],
    ['completed without a conclusion', { status: 'completed' }, /conclusion/],
    ['with an unknown status', { status: 'done' }, /status/],
    ['with an unknown conclusion', { conclusion: 'stale' }, /conclusion/],
    ['with output but no title', { output: { summary: 's' } }, /title/],
    ['with output but no summary', { output: { title: 't' } }, /summary/],
    ['with a summary too long', { output: { ...output, summary: 'x'.repeat(65_536) } }, /Only 65535 characters/],
    ['with a summary of too many bytes', { output: { ...output, summary: 'é'.repeat(40_000) } }, /bytesize of 65535/],
    ['with a text too long', { output: { ...output, text: 'x'.repeat(65_536) } }, /Only 65535 characters/],
    ['with 51 annotations', { output: { ...output, annotations: Array(51).fill(annotation()) } }, /No more than 50/],
    ['with an annotation without a path', { output: { ...output, annotations: [annotation({ path: '' })] } }, /path/],
    ['with an unknown level', { output: { ...output, annotations: [annotation({ annotation_level: 'x' })] } }, /level/],
    ['with lines in reverse', { output: { ...output, annotations: [annotation({ start_line: 2 })] } }, /start_line/],
    [
      'with columns over several lines',
      { output: { ...output, annotations: [annotation({ end_line: 2, start_column: 1 })] } },
      /start_column and end_column/,
    ],
    [
      'with an annotation of more than 64 KB',
      { output: { ...output, annotations: [annotation({ message: 'x'.repeat(65_537) })] } },
      /65536 bytes/,
    ],
    ['with four actions', { actions: Array(4).fill(action) }, /No more than 3/],
    ['with a label too long', { actions: [{ ...action, label: 'x'.repeat(21) }] }, /Only 20/],
    ['with a description too long', { actions: [{ ...action, description: 'x'.repeat(41) }] }, /Only 40/],
    ['with an identifier too long', { actions: [{ ...action, identifier: 'x'.repeat(21) }] }, /Only 20/],
    ['with a time that is none', { started_at: 'yesterday' }, /started_at/],
    ['with details at no web address', { details_url: 'ftp://x' }, /details_url/],
  ])('%s is refused', async (_case, more, message) => {
    const answer = await stage.call(`POST ${checkRuns}`, { body: newRun(more) });
    expect(answer.status).toBe(422);
    expect(answer.json.message).toMatch(message);
  });

  it('with the most that is allowed is taken', async () => {
    const { call } = stage;
    const whole = { title: 't', summary: 'x'.repeat(65_535), text: 'y'.repeat(65_535) };
    expect((await call(`POST ${checkRuns}`, { body: newRun({ name: 'large', output: whole }) })).status).toBe(201);
  });

  it('is changed only by the App that made it', async () => {
    const { call, callWith, github } = stage;
    const made = await call(`POST ${checkRuns}`, { body: newRun({ name: 'mine' }) });
    const other = await github.createApp({ slug: 'other' });
    const { id } = await github.installApp({ app: 'other', account: 'acme' });
    const answer = await callWith(signJwt(other.privateKey, { iss: other.id }))(
      `POST /app/installations/${id}/access_tokens`,
    );
    const refused = await callWith(answer.json.token)(`PATCH ${checkRuns}/${made.json.id}`, {
      body: { status: 'in_progress' },
    });
    expect(refused.status).toBe(403);
    expect(refused.json.message).toMatch(/can only be modified by the GitHub App that created it/);
    expect((await callWith(answer.json.token)(`GET ${checkRuns}/${made.json.id}`)).status).toBe(200);
  });

  it('of another repository is not found', async () => {
    const { call, github } = stage;
    await github.createRepository({ repository: 'acme/else', files: { a: 'a' } });
    const made = await call(`POST ${checkRuns}`, { body: newRun({ name: 'here' }) });
    expect((await call(`GET /repos/acme/else/check-runs/${made.json.id}`)).status).toBe(404);
    expect((await call(`PATCH /repos/acme/else/check-runs/${made.json.id}`, { body: {} })).status).toBe(404);
  });

  it('that is no JSON is a bad request', async () => {
    expect((await stage.call(`POST ${checkRuns}`, { body: '{' })).status).toBe(400);
  });
});

describe('the check runs of a commit', () => {
  it('are listed with the latest of each name, or all', async () => {
    const { app, call, github } = stage;
    const { after } = await github.push({ repository: 'acme/demo', files: { 'l.txt': 'l' } });
    const at = `/repos/acme/demo/commits/${after}`;
    for (const name of ['a', 'a', 'b']) await call(`POST ${checkRuns}`, { body: { name, head_sha: after } });
    const latest = (await call(`GET ${at}/check-runs`)).json;
    expect(latest.total_count).toBe(2);
    expect((await call(`GET ${at}/check-runs?filter=all`)).json.total_count).toBe(3);
    expect((await call(`GET ${at}/check-runs?filter=all&check_name=a`)).json.total_count).toBe(2);
    expect((await call(`GET ${at}/check-runs?app_id=1`)).json.total_count).toBe(0);
    expect((await call(`GET ${at}/check-runs?app_id=${app.id}&status=queued&per_page=1`)).json.check_runs).toHaveLength(
      1,
    );
    expect((await call('GET /repos/acme/demo/commits/main/check-runs')).json.total_count).toBe(2);
    expect((await call('GET /repos/acme/demo/commits/nothing/check-runs')).status).toBe(422);
    const suites = (await call(`GET ${at}/check-suites?app_id=${app.id}`)).json;
    expect(suites).toMatchObject({
      total_count: 1,
      check_suites: [{ head_branch: 'main', latest_check_runs_count: 2 }],
    });
    const suite = suites.check_suites[0].id;
    expect((await call(`GET /repos/acme/demo/check-suites/${suite}`)).json.status).toBe('queued');
    expect((await call(`GET /repos/acme/demo/check-suites/${suite}/check-runs`)).json.total_count).toBe(2);
  });
});

describe('what people press', () => {
  it('reaches the App that made the run, subscribed or not', async () => {
    const { call, github, installation, receiver } = stage;
    const { after } = await github.push({ repository: 'acme/demo', files: { 'r.txt': 'r' } });
    const actions = [{ label: 'Cancel', description: 'Stop it', identifier: 'cancel' }];
    const body = { name: 'pressed', head_sha: after, conclusion: 'failure', external_id: 'x', actions };
    const { id, check_suite: suite } = (await call(`POST ${checkRuns}`, { body })).json;
    await github.idle();
    receiver.clear();
    await github.rerunCheckRun({ id, sender: 'bob' });
    await github.pressAction({ id, identifier: 'cancel' });
    await github.rerunCheckSuite({ id: suite.id });
    expect(receiver.names()).toEqual([
      'check_run.rerequested',
      'check_run.requested_action',
      'check_suite.rerequested',
    ]);
    expect(receiver.last('check_run.rerequested')).toMatchObject({
      sender: { login: 'bob' },
      installation: { id: installation },
      check_run: { id, name: 'pressed', external_id: 'x', status: 'completed', head_sha: after },
    });
    expect(receiver.last('check_run.requested_action')).toMatchObject({ requested_action: { identifier: 'cancel' } });
    expect((await call(`GET /repos/acme/demo/check-suites/${suite.id}`)).json).toMatchObject({
      status: 'queued',
      conclusion: null,
    });
    await expect(github.pressAction({ id, identifier: 'deploy' })).rejects.toThrow(/no button deploy \(has: cancel\)/);
    await github.pressAction({ id, identifier: 'deploy', forged: true });
    expect(receiver.last('check_run')).toMatchObject({ requested_action: { identifier: 'deploy' } });
  });

  it('can be pressed by the App itself', async () => {
    const { call, github, receiver } = stage;
    const { id, check_suite: suite } = (await call(`POST ${checkRuns}`, { body: newRun({ name: 'self' }) })).json;
    await github.idle();
    receiver.clear();
    expect((await call(`POST ${checkRuns}/${id}/rerequest`)).status).toBe(201);
    expect((await call(`POST /repos/acme/demo/check-suites/${suite.id}/rerequest`)).status).toBe(201);
    await github.idle();
    expect(receiver.names().sort()).toEqual(['check_run.rerequested', 'check_suite.rerequested']);
  });
});

describe('waiting for a check run', () => {
  it('ends with the run as soon as it is as wanted', async () => {
    const { call, github } = stage;
    const waiting = github.waitForCheckRun(({ name, conclusion }) => name === 'awaited' && conclusion === 'neutral');
    const made = await call(`POST ${checkRuns}`, { body: newRun({ name: 'awaited' }) });
    await call(`PATCH ${checkRuns}/${made.json.id}`, { body: { conclusion: 'neutral' } });
    expect(await waiting).toMatchObject({ id: made.json.id, repository: 'acme/demo' });
  });

  it('that is in vain says what there was', async () => {
    await expect(stage.github.waitForCheckRun(() => false, 20)).rejects.toThrow(
      /within 20 ms; there were: .*awaited: neutral/,
    );
  });
});
