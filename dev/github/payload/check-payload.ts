import type { CheckRunPullRequest } from '@octokit/webhooks-types';
import type { Commit } from '../git/parse-objects.ts';
import type { CheckRunRecord, CheckSuiteRecord } from '../store/check-record.ts';
import { fullNameOf, type RepositoryRecord } from '../store/repository-record.ts';
import type { Addresses, Store } from '../store/store.ts';
import { appPayload } from './app-payload.ts';
import { simpleCommitPayload } from './commit-payload.ts';
import { formatTime, nodeIdOf } from './identify.ts';
import { repositoryApiUrl, repositoryPayload, repositoryWebUrl } from './repository-payload.ts';
import { latestRuns, suiteConclusionOf, suiteStatusOf } from './suite-state.ts';

/** The open pull requests of the same repository that stand at a commit. Those from forks are missing, as on GitHub. */
function pullRequestsAt(addresses: Addresses, repository: RepositoryRecord, sha: string): CheckRunPullRequest[] {
  const url = repositoryApiUrl(addresses, repository);
  const repo = { id: repository.id, url, name: repository.name };
  return [...repository.pullRequests.values()]
    .filter(({ issue, head }) => issue.state === 'open' && head.sha === sha && head.repository === repository)
    .map(({ id, issue, head, base }) => ({
      url: `${url}/pulls/${issue.number}`,
      id,
      number: issue.number,
      head: { ref: head.ref, sha: head.sha, repo },
      base: { ref: base.ref, sha: base.sha, repo },
    }));
}

function checkSuitePayload(store: Store, suite: CheckSuiteRecord) {
  const { addresses } = store;
  const url = `${repositoryApiUrl(addresses, suite.repository)}/check-suites/${suite.id}`;
  return {
    id: suite.id,
    node_id: nodeIdOf('CheckSuite', suite.id),
    head_branch: suite.headBranch,
    head_sha: suite.headSha,
    status: suiteStatusOf(suite),
    conclusion: suiteConclusionOf(suite),
    url,
    before: suite.before,
    after: suite.headSha,
    pull_requests: pullRequestsAt(addresses, suite.repository, suite.headSha),
    app: appPayload(addresses, suite.app),
    created_at: formatTime(suite.createdAt),
    updated_at: formatTime(suite.updatedAt),
  };
}

/** A check suite with the commit it stands at, as its own events and endpoints have it. */
export function checkSuiteWithCommit(store: Store, suite: CheckSuiteRecord, commit: Commit) {
  const whole = checkSuitePayload(store, suite);
  return {
    ...whole,
    rerequestable: true,
    runs_rerequestable: true,
    latest_check_runs_count: latestRuns(suite.runs).length,
    check_runs_url: `${whole.url}/check-runs`,
    head_commit: simpleCommitPayload(commit),
  };
}

function outputPayload(url: string, run: CheckRunRecord) {
  return {
    title: run.title,
    summary: run.summary,
    text: run.text,
    annotations_count: run.annotations.length,
    annotations_url: `${url}/annotations`,
  };
}

/** A check run as the REST API answers it. */
export function checkRunPayload(store: Store, run: CheckRunRecord) {
  const { addresses } = store;
  const { suite } = run;
  const url = `${repositoryApiUrl(addresses, suite.repository)}/check-runs/${run.id}`;
  return {
    id: run.id,
    node_id: nodeIdOf('CheckRun', run.id),
    name: run.name,
    head_sha: run.headSha,
    external_id: run.externalId,
    url,
    html_url: checkRunWebUrl(addresses, run),
    details_url: run.detailsUrl === '' ? checkRunWebUrl(addresses, run) : run.detailsUrl,
    status: run.status,
    conclusion: run.conclusion,
    started_at: run.startedAt,
    completed_at: run.completedAt,
    output: outputPayload(url, run),
    check_suite: { id: suite.id },
    app: appPayload(addresses, suite.app),
    pull_requests: pullRequestsAt(addresses, suite.repository, run.headSha),
  };
}

/** A check run as `check_run` events have it, with its suite. */
export function checkRunEventPayload(store: Store, run: CheckRunRecord) {
  return { ...checkRunPayload(store, run), check_suite: checkSuitePayload(store, run.suite) };
}

function checkRunWebUrl(addresses: Addresses, run: CheckRunRecord): string {
  return `${repositoryWebUrl(addresses, run.suite.repository)}/runs/${run.id}`;
}

/** A check suite as `GET check-suites/{id}` answers it. */
export function checkSuiteAnswer(store: Store, suite: CheckSuiteRecord, commit: Commit) {
  return {
    ...checkSuiteWithCommit(store, suite, commit),
    repository: repositoryPayload(store.addresses, suite.repository),
  };
}

/** A check run as tests and the demo read it: what GitHub stores, flat, with its history. */
export function checkRunView(run: CheckRunRecord) {
  const { suite, history, annotations, actions, ...own } = run;
  return {
    ...own,
    repository: fullNameOf(suite.repository),
    appId: suite.app.id,
    suiteId: suite.id,
    annotations: [...annotations],
    actions: [...actions],
    history: [...history],
  };
}

export type CheckRunView = ReturnType<typeof checkRunView>;
