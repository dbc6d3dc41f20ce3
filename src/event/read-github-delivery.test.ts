import { describe, expect, it } from 'vitest';
import type { Delivery } from '../bus/event-bus.ts';
import type { GithubEvent } from './event.ts';
import { readGithubDelivery } from './read-github-delivery.ts';

const receivedAt = Date.parse('2026-11-22T10:00:00.250Z');
const repository = {
  id: 42,
  name: 'hello',
  full_name: 'acme/hello',
  owner: { login: 'acme' },
  html_url: 'https://github.com/acme/hello',
  clone_url: 'https://github.com/acme/hello.git',
  private: true,
  default_branch: 'main',
};
const around = { repository, installation: { id: 7 }, sender: { login: 'alice' } };
const [first, second] = ['1', '2'].map((digit) => digit.repeat(40));
const zeros = '0'.repeat(40);

function deliver(name: string, body: unknown): Delivery {
  const bytes = new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body));
  const headers = { 'X-Github-Event': [name], 'Content-Type': ['application/json'] };
  return { source: 'github', tenant: '', id: 'd-1', name, receivedAt, headers, body: bytes };
}

function readEvent(name: string, body: object): GithubEvent {
  const read = readGithubDelivery(deliver(name, { ...around, ...body }));
  if (!read.ok || read.kind !== 'event') throw new Error(`not an event: ${JSON.stringify(read)}`);
  return read.event;
}

const pull = {
  number: 5,
  title: 'Add <b>',
  draft: true,
  labels: [{ name: 'ci' }, {}],
  user: { login: 'bob' },
  base: { ref: 'main', sha: first, repo: { id: 42 } },
  head: { ref: 'main', sha: second, repo: { id: 42, full_name: 'acme/hello' } },
  merge_commit_sha: first,
  updated_at: '2026-11-22T09:00:00Z',
};

describe('readGithubDelivery', () => {
  it('gives the attributes of the CloudEvent', () => {
    expect(readEvent('push', { ref: 'refs/heads/main', after: first }).context).toEqual({
      id: 'd-1',
      source: 'github',
      specversion: '1.0',
      type: 'github',
      datacontenttype: 'application/json',
      subject: 'push',
      time: '2026-11-22T10:00:00.250Z',
    });
  });

  it("writes Argo Events' envelope with the body as Go writes it, the injected names and the facts", () => {
    const { data, facts } = readEvent('push', {
      ref: 'refs/heads/main',
      after: first,
      'X-GitHub-Event': 'mine',
      z: '<',
      big: 1e21,
    });
    expect(
      data.startsWith('{"headers":{"Content-Type":["application/json"],"X-Github-Event":["push"]},"body":{"'),
    ).toBe(true);
    expect(data).toContain('"body":{"X-GitHub-Delivery":"d-1","X-GitHub-Event":"push","after":');
    expect(data).toContain('"big":1e+21');
    expect(data).toContain('"z":"\\u003c"}');
    expect(JSON.parse(data).github).toEqual(facts);
  });

  it('keeps the facts of the repository, the sender and the installation', () => {
    const event = readEvent('watch', { action: 'started' });
    expect(event.installationId).toBe(7);
    expect(event.facts).toEqual({
      eventName: 'watch',
      action: 'started',
      defaultBranch: 'main',
      sender: 'alice',
      repository: {
        id: 42,
        owner: 'acme',
        name: 'hello',
        fullName: 'acme/hello',
        url: 'https://github.com/acme/hello',
        cloneUrl: 'https://github.com/acme/hello.git',
        private: true,
      },
    });
  });

  it.each([
    [
      'push',
      'to a branch',
      { ref: 'refs/heads/feature/x', before: second, after: first },
      { sha: first, before: second, ref: 'refs/heads/feature/x', refName: 'feature/x', branch: 'feature/x' },
    ],
    [
      'push',
      'of a new branch',
      { ref: 'refs/heads/x', before: zeros, after: first },
      { sha: first, ref: 'refs/heads/x', refName: 'x', branch: 'x' },
    ],
    [
      'push',
      'that deletes a branch',
      { ref: 'refs/heads/x', before: first, after: zeros, deleted: true },
      { before: first, ref: 'refs/heads/x', refName: 'x', branch: 'x' },
    ],
    [
      'push',
      'of a tag',
      { ref: 'refs/tags/v1', before: zeros, after: first, head_commit: { id: first } },
      { sha: first, ref: 'refs/tags/v1', refName: 'v1', tag: 'v1' },
    ],
    [
      'push',
      'of an annotated tag, whose `after` is the tag object',
      { ref: 'refs/tags/v1', after: second, head_commit: { id: first } },
      { sha: first, ref: 'refs/tags/v1', refName: 'v1', tag: 'v1' },
    ],
    ['create', 'of a branch', { ref: 'x', ref_type: 'branch' }, { ref: 'refs/heads/x', refName: 'x', branch: 'x' }],
    ['delete', 'of a tag', { ref: 'v1', ref_type: 'tag' }, { ref: 'refs/tags/v1', refName: 'v1', tag: 'v1' }],
    [
      'merge_group',
      'asking for checks',
      {
        merge_group: {
          head_sha: first,
          head_ref: 'refs/heads/gh-readonly-queue/main/pr-5',
          base_ref: 'refs/heads/main',
        },
      },
      {
        sha: first,
        ref: 'refs/heads/gh-readonly-queue/main/pr-5',
        refName: 'gh-readonly-queue/main/pr-5',
        branch: 'gh-readonly-queue/main/pr-5',
        mergeGroup: {
          headSha: first,
          headRef: 'refs/heads/gh-readonly-queue/main/pr-5',
          baseSha: '',
          baseRef: 'refs/heads/main',
        },
      },
    ],
    [
      'release',
      'published',
      { release: { id: 3, tag_name: 'v1', name: null, draft: false, prerelease: true } },
      {
        ref: 'refs/tags/v1',
        refName: 'v1',
        tag: 'v1',
        release: { id: 3, tag: 'v1', name: '', draft: false, prerelease: true },
      },
    ],
    [
      'issue_comment',
      'on a pull request',
      { issue: { number: 5, pull_request: {} }, comment: { id: 8, body: '/test', user: { login: 'eve' } } },
      {
        ref: 'refs/pull/5/head',
        refName: 'pull/5/head',
        comment: { id: 8, body: '/test', author: 'eve' },
      },
    ],
    [
      'issue_comment',
      'on an issue',
      { issue: { number: 5 }, comment: { id: 8, body: null } },
      { comment: { id: 8, body: '', author: '' } },
    ],
    [
      'commit_comment',
      'created',
      { comment: { id: 9, commit_id: first, body: 'hm', user: { login: 'eve' } } },
      { sha: first, comment: { id: 9, body: 'hm', author: 'eve' } },
    ],
    [
      'deployment',
      'created',
      { deployment: { id: 4, sha: first, ref: 'main', environment: 'prod' } },
      { sha: first, deployment: { id: 4, environment: 'prod', ref: 'main' } },
    ],
    ['status', 'of a commit', { sha: first }, { sha: first }],
    [
      'workflow_dispatch',
      'with inputs',
      { ref: 'refs/heads/x', inputs: { level: 3, dry: true, name: 'a', odd: {} } },
      { ref: 'refs/heads/x', refName: 'x', branch: 'x', inputs: { level: '3', dry: 'true', name: 'a' } },
    ],
    [
      'workflow_dispatch',
      'with a short ref and no inputs',
      { ref: 'x', inputs: null },
      { ref: 'refs/heads/x', refName: 'x', branch: 'x' },
    ],
    [
      'repository_dispatch',
      'of a type',
      { action: 'deploy', branch: 'main' },
      { action: 'deploy', ref: 'refs/heads/main', refName: 'main', branch: 'main' },
    ],
    [
      'check_run',
      'of a branch',
      { check_run: { id: 1, head_sha: first, check_suite: { head_branch: 'x' } } },
      { sha: first, ref: 'refs/heads/x', refName: 'x', branch: 'x' },
    ],
    ['check_suite', 'of a fork', { check_suite: { id: 1, head_sha: first, head_branch: null } }, { sha: first }],
    [
      'workflow_run',
      "of a fork's branch called main",
      { workflow_run: { head_sha: first, head_branch: 'main', head_repository: { id: 43 } } },
      { sha: first },
    ],
    [
      'workflow_run',
      'of a branch here',
      { workflow_run: { head_sha: first, head_branch: 'main', head_repository: { id: 42 } } },
      { sha: first, ref: 'refs/heads/main', refName: 'main', branch: 'main' },
    ],
  ])('reads the facts of %s %s', (name, _case, body, expected) => {
    const { eventName, defaultBranch, repository: _repository, sender, ...facts } = readEvent(name, body).facts;
    expect([eventName, defaultBranch, sender]).toEqual([name, 'main', 'alice']);
    expect(facts).toEqual(expected);
  });

  it('reads a pull request of this repository', () => {
    expect(readEvent('pull_request', { action: 'synchronize', before: first, pull_request: pull }).facts).toMatchObject(
      {
        sha: second,
        before: first,
        ref: 'refs/pull/5/head',
        refName: 'pull/5/head',
        pullRequest: {
          number: 5,
          title: 'Add <b>',
          draft: true,
          labels: ['ci'],
          author: 'bob',
          base: { ref: 'main', sha: first },
          head: { ref: 'main', sha: second, repository: 'acme/hello' },
          fork: false,
          mergeSha: first,
        },
      },
    );
  });

  it.each([
    ['lives in another repository', { id: 43, full_name: 'eve/hello' }, 'eve/hello'],
    ['has taken the name of this repository', { id: 43, full_name: 'acme/hello' }, 'acme/hello'],
    ['is gone with its repository', null, ''],
  ])('calls a pull request a fork when its head %s, and gives it no branch', (_case, repo, full) => {
    const { facts } = readEvent('pull_request', { pull_request: { ...pull, head: { ...pull.head, repo } } });
    expect(facts.pullRequest).toMatchObject({ fork: true, head: { repository: full } });
    expect(facts.branch).toBeUndefined();
  });

  it('takes a review for a comment on its pull request', () => {
    const review = { id: 6, body: null, user: { login: 'eve' }, submitted_at: '2026-11-22T09:30:00Z' };
    const event = readEvent('pull_request_review', { review, pull_request: pull });
    expect(event.facts.comment).toEqual({ id: 6, body: '', author: 'eve' });
    expect(event.occurredAt).toBe(Date.parse('2026-11-22T09:30:00Z'));
  });

  it.each([
    ['push', { repository: { ...repository, pushed_at: 1_700_000_000 } }, 1_700_000_000_000],
    ['push', { repository: { ...repository, pushed_at: '2026-11-21T00:00:00Z' } }, Date.parse('2026-11-21T00:00:00Z')],
    // The receiver's clock is behind GitHub's.
    ['push', { repository: { ...repository, pushed_at: '2026-11-22T10:01:00Z' } }, Date.parse('2026-11-22T10:01:00Z')],
    ['push', { head_commit: { timestamp: '2026-11-20T02:00:00+02:00' } }, Date.parse('2026-11-20T00:00:00Z')],
    ['push', { head_commit: { timestamp: '2099-01-01T00:00:00Z' } }, receivedAt],
    ['pull_request', { pull_request: pull, repository: { ...repository, pushed_at: 1 } }, Date.parse(pull.updated_at)],
    ['merge_group', { merge_group: { head_commit: { timestamp: '2026-11-20T00:00:00Z' } } }, Date.parse('2026-11-20')],
    ['check_run', { check_run: { started_at: '2026-11-20T00:00:00Z', completed_at: null } }, Date.parse('2026-11-20')],
    ['star', { created_at: 'yesterday' }, receivedAt],
    ['star', { updated_at: -5 }, receivedAt],
  ])('reads when %s happened from %j', (name, body, expected) => {
    expect(readEvent(name, body).occurredAt).toBe(expected);
  });

  it.each([
    [
      'installation',
      { action: 'created', repositories: [{ id: 1, full_name: 'a/b' }] },
      { added: [{ id: 1, fullName: 'a/b' }] },
    ],
    [
      'installation',
      { action: 'deleted', repositories: [{ id: 1, full_name: 'a/b' }] },
      { removed: [{ id: 1, fullName: 'a/b' }] },
    ],
    [
      'installation_repositories',
      {
        action: 'removed',
        repositories_added: [],
        repositories_removed: [{ id: 2, full_name: 'a/c' }, { id: 'x' }, 3],
      },
      { removed: [{ id: 2, fullName: 'a/c' }] },
    ],
  ])('reads %s %j as a change of the installation', (name, body, expected) => {
    const installation = { id: 7, account: { login: 'acme' } };
    expect(readGithubDelivery(deliver(name, { installation, ...body }))).toEqual({
      ok: true,
      kind: 'installation',
      change: {
        eventName: name,
        action: body.action,
        installationId: 7,
        account: 'acme',
        added: [],
        removed: [],
        ...expected,
      },
    });
  });

  it('says when an event is about no repository', () => {
    const read = readGithubDelivery(deliver('ping', { zen: 'x', hook: {} }));
    expect(read).toEqual({ ok: true, kind: 'no-repository', eventName: 'ping' });
  });

  it.each([
    ['no JSON', 'hello secret', 'event.not-json'],
    ['nothing', '', 'event.not-json'],
    ['half an object', '{"a": "b', 'event.not-json'],
    ['null', 'null', 'event.not-an-object'],
    ['a list', '[1]', 'event.not-an-object'],
    ['a number', '7', 'event.not-an-object'],
    ['a list nested a million times', '['.repeat(1_000_000), 'event.too-deep'],
    ['objects nested 300 times', `${'{"a":'.repeat(300)}1${'}'.repeat(300)}`, 'event.too-deep'],
    ['a repository without an installation', { repository }, 'event.no-installation'],
    ['an installation id that is text', { repository, installation: { id: '7' } }, 'event.no-installation'],
    ['a repository without an id', { ...around, repository: { name: 'x' } }, 'event.repository-incomplete'],
    ['a repository without a name', { ...around, repository: { id: 1 } }, 'event.repository-incomplete'],
    [
      'a repository without a full name',
      { ...around, repository: { id: 1, name: 'x' } },
      'event.repository-incomplete',
    ],
    [
      'a repository without an owner',
      { ...around, repository: { id: 1, name: 'x', full_name: 'a/x' } },
      'event.repository-incomplete',
    ],
  ])('refuses a body that is %s', (_case, body, code) => {
    const read = readGithubDelivery(deliver('push', body));
    expect(read).toMatchObject({ ok: false, problem: { code } });
    expect(JSON.stringify(read)).not.toContain('secret');
  });

  it('does not count brackets inside of strings as nesting', () => {
    const text = '[{'.repeat(500);
    expect(readEvent('push', { note: `${text}\\" \\\\`, after: first }).facts.sha).toBe(first);
  });
});
