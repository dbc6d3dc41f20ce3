import nock from 'nock';
import { beforeEach, describe, expect, it } from 'vitest';
import type { NewCheck } from './github.ts';
import { answerTokens, api, connectNocked, expectPreparedCalls, repository, sha } from './testing/nock-github.ts';

let calls: string[] = [];

const connect = () => connectNocked((call) => calls.push(call));

expectPreparedCalls();

beforeEach(() => {
  calls = [];
});

describe('check runs', () => {
  const check: NewCheck = {
    name: 'ci',
    headSha: sha,
    externalId: 'ns/ci-abc/1',
    status: 'completed',
    conclusion: 'failure',
    startedAt: '2026-01-01T00:00:00Z',
    completedAt: '2026-01-01T00:01:00Z',
    detailsUrl: 'https://argo.example/x',
    output: {
      title: 'Failed',
      summary: 'The step failed.',
      text: 'more',
      annotations: [
        { path: 'a.ts', startLine: 3, endLine: 3, startColumn: 2, level: 'failure', title: 'TS1', message: 'wrong' },
        { path: 'b.ts', startLine: 3, endLine: 5, startColumn: 2, endColumn: 4, level: 'notice', message: 'long' },
      ],
    },
  };
  const body = {
    name: 'ci',
    head_sha: sha,
    external_id: 'ns/ci-abc/1',
    status: 'completed',
    conclusion: 'failure',
    started_at: '2026-01-01T00:00:00Z',
    completed_at: '2026-01-01T00:01:00Z',
    details_url: 'https://argo.example/x',
    output: {
      title: 'Failed',
      summary: 'The step failed.',
      text: 'more',
      annotations: [
        {
          path: 'a.ts',
          start_line: 3,
          end_line: 3,
          start_column: 2,
          end_column: 2,
          annotation_level: 'failure',
          title: 'TS1',
          message: 'wrong',
        },
        { path: 'b.ts', start_line: 3, end_line: 5, annotation_level: 'notice', message: 'long' },
      ],
    },
  };

  it('creates one with everything that it is told', async () => {
    answerTokens();
    nock(api).post('/repos/acme/shop/check-runs', body).reply(201, { id: 99, name: 'ci' });
    expect(await connect().createCheckRun(repository, check)).toEqual({ ok: true, value: { id: 99 } });
  });

  it('leaves out what it is not told', async () => {
    answerTokens();
    nock(api)
      .patch('/repos/acme/shop/check-runs/99', { status: 'queued', output: { title: 't', summary: 's' } })
      .reply(200, { id: 99 });
    const state = { status: 'queued' as const, output: { title: 't', summary: 's', annotations: [] } };
    expect(await connect().updateCheckRun(repository, 99, state)).toEqual({ ok: true, value: undefined });
  });

  it.each([
    ['a 502', (scope: nock.Interceptor) => scope.reply(502, 'Bad gateway')],
    ['a lost connection', (scope: nock.Interceptor) => scope.replyWithError('socket hang up')],
    ['an answer without an id', (scope: nock.Interceptor) => scope.reply(201, {})],
  ])('never posts a second time after %s', async (_, answer) => {
    answerTokens();
    answer(nock(api).post('/repos/acme/shop/check-runs'));
    expect(await connect().createCheckRun(repository, check)).toMatchObject({ ok: false, failure: { kind: 'later' } });
    expect(calls).toEqual(['createCheckRun later']);
  });

  it('refuses what GitHub holds to be wrong, with its reason', async () => {
    answerTokens();
    nock(api)
      .patch('/repos/acme/shop/check-runs/99')
      .reply(422, {
        message: 'Validation failed',
        errors: [{ field: 'summary', code: 'too_long' }, 'No commit found'],
      });
    const result = await connect().updateCheckRun(repository, 99, check);
    expect(result).toEqual({
      ok: false,
      failure: {
        kind: 'refused',
        message: 'updateCheckRun: GitHub answered 422 (Validation failed: summary too_long: No commit found).',
      },
    });
  });

  it("lists the App's own, over several pages", async () => {
    answerTokens();
    const run = { external_id: null, status: 'queued', conclusion: null };
    const query = { check_name: 'ci', app_id: 7, filter: 'all', per_page: 100 };
    nock(api)
      .get(`/repos/acme/shop/commits/${sha}/check-runs`)
      .query({ ...query, page: 1 })
      .reply(200, { total_count: 102, check_runs: Array.from({ length: 100 }, (_, id) => ({ ...run, id })) })
      .get(`/repos/acme/shop/commits/${sha}/check-runs`)
      .query({ ...query, page: 2 })
      .reply(200, {
        total_count: 102,
        check_runs: [
          { id: 200, external_id: 'ns/x/1', status: 'completed', conclusion: 'success' },
          { id: 201, external_id: 'ns/x/2', status: 'completed', conclusion: 'stale' },
          { id: 202, external_id: 'ns/x/3', status: 'waiting', conclusion: null },
        ],
      });
    const result = await connect().listCheckRuns(repository, sha, 'ci');
    expect(result.ok && result.value.length).toBe(103);
    expect(result.ok && result.value.slice(99)).toEqual([
      { id: 99, externalId: '', status: 'queued' },
      { id: 200, externalId: 'ns/x/1', status: 'completed', conclusion: 'success' },
      { id: 201, externalId: 'ns/x/2', status: 'completed' },
      { id: 202, externalId: 'ns/x/3', status: 'queued' },
    ]);
  });

  it('passes on why a list could not be had', async () => {
    answerTokens();
    nock(api).get(`/repos/acme/shop/commits/${sha}/check-runs`).query(true).reply(404, { message: 'Not Found' });
    expect(await connect().listCheckRuns(repository, sha, 'ci')).toMatchObject({ failure: { kind: 'gone' } });
  });
});

describe('checkCredentials', () => {
  it('asks as the App itself', async () => {
    nock(api)
      .get('/app')
      .matchHeader('authorization', /^bearer eyJ/)
      .reply(200, { slug: 'argo-events-app' });
    expect(await connect().checkCredentials()).toEqual({ ok: true, value: { slug: 'argo-events-app' } });
  });

  it('says later when they are not accepted', async () => {
    nock(api).get('/app').times(3).reply(401, { message: 'A JSON web token could not be decoded' });
    expect(await connect().checkCredentials()).toMatchObject({ ok: false, failure: { kind: 'later' } });
  });
});
