import { isRecord } from '../../json/is-record.ts';
import type { GithubFacts } from '../facts.ts';
import { fieldAt, integerAt, isTrueAt, type JsonObject, textAt } from './read-field.ts';

/** Which commit and which ref an event is about. */
export type RefFacts = Pick<GithubFacts, 'sha' | 'before' | 'ref' | 'refName' | 'branch' | 'tag'>;

const readers: ReadonlyMap<string, (body: JsonObject) => RefFacts> = new Map([
  ['push', readPush],
  ['create', readCreatedOrDeleted],
  ['delete', readCreatedOrDeleted],
  ['merge_group', readMergeGroup],
  ['release', (body) => nameRef(prefixed('refs/tags/', textAt(body, 'release', 'tag_name')))],
  ['workflow_dispatch', (body) => nameRef(toFullBranch(textAt(body, 'ref')))],
  ['manual', (body) => ({ ...shaAt(body, 'sha'), ...nameRef(textAt(body, 'ref')) })],
  ['schedule', (body) => nameRef(prefixed('refs/heads/', textAt(body, 'repository', 'default_branch')))],
  ['repository_dispatch', (body) => nameRef(prefixed('refs/heads/', textAt(body, 'branch')))],
  ['issue_comment', readIssueComment],
  ['commit_comment', (body) => shaAt(body, 'comment', 'commit_id')],
  ['deployment', (body) => shaAt(body, 'deployment', 'sha')],
  ['deployment_status', (body) => shaAt(body, 'deployment', 'sha')],
  ['status', (body) => shaAt(body, 'sha')],
  ['check_run', readCheckRun],
  ['check_suite', readCheckSuite],
  ['workflow_run', readWorkflowRun],
  ['workflow_job', (body) => shaAt(body, 'workflow_job', 'head_sha')],
]);

/**
 * The commit and ref of an event, as far as its payload says. A pull request's ref is `refs/pull/<number>/head`: it exists in the
 * base repository whatever the head's repository is. `branch` is set only for branches of this repository, because a fork may call
 * its branch `main`; so it is absent for pull requests.
 */
export function readRefFacts(eventName: string, body: JsonObject): RefFacts {
  const reader = readers.get(eventName);
  if (reader !== undefined) return reader(body);
  const pullRequest = integerAt(body, 'pull_request', 'number');
  return pullRequest === undefined ? {} : readPullRequest(pullRequest, body);
}

/** `refs/heads/x` → branch, `refs/tags/x` → tag, and the short name of any ref. */
function nameRef(ref: string | undefined): RefFacts {
  if (ref === undefined) return {};
  const branch = withoutPrefix('refs/heads/', ref);
  const tag = withoutPrefix('refs/tags/', ref);
  const refName = branch ?? tag ?? withoutPrefix('refs/', ref) ?? ref;
  return { ref, refName, ...(branch === undefined ? {} : { branch }), ...(tag === undefined ? {} : { tag }) };
}

function readPush(body: JsonObject): RefFacts {
  const ref = textAt(body, 'ref');
  const isTag = ref?.startsWith('refs/tags/') === true;
  // For an annotated tag `after` is the tag object, on which no check can stand; the head commit is the commit in both cases.
  const commit = isTag ? (textAt(body, 'head_commit', 'id') ?? textAt(body, 'after')) : textAt(body, 'after');
  const sha = isTrueAt(body, 'deleted') ? undefined : realCommit(commit);
  return { ...shaOf(sha), ...beforeOf(textAt(body, 'before')), ...nameRef(ref) };
}

/** Their `ref` is a short name. Neither payload holds the commit. */
function readCreatedOrDeleted(body: JsonObject): RefFacts {
  const prefix = textAt(body, 'ref_type') === 'tag' ? 'refs/tags/' : 'refs/heads/';
  return nameRef(prefixed(prefix, textAt(body, 'ref')));
}

function readMergeGroup(body: JsonObject): RefFacts {
  return { ...shaAt(body, 'merge_group', 'head_sha'), ...nameRef(textAt(body, 'merge_group', 'head_ref')) };
}

/** Issues and pull requests share their numbers; only the latter have a ref. */
function readIssueComment(body: JsonObject): RefFacts {
  const number = integerAt(body, 'issue', 'number');
  const isPullRequest = number !== undefined && isRecord(fieldAt(body, 'issue', 'pull_request'));
  return isPullRequest ? nameRef(`refs/pull/${number}/head`) : {};
}

/** `before` comes with `synchronize` alone. */
function readPullRequest(number: number, body: JsonObject): RefFacts {
  return {
    ...shaAt(body, 'pull_request', 'head', 'sha'),
    ...beforeOf(textAt(body, 'before')),
    ...nameRef(`refs/pull/${number}/head`),
  };
}

/** GitHub leaves `head_branch` null when the commit was pushed to a fork. */
function readCheckSuite(body: JsonObject): RefFacts {
  return {
    ...shaAt(body, 'check_suite', 'head_sha'),
    ...nameRef(prefixed('refs/heads/', textAt(body, 'check_suite', 'head_branch'))),
  };
}

function readCheckRun(body: JsonObject): RefFacts {
  return {
    ...shaAt(body, 'check_run', 'head_sha'),
    ...nameRef(prefixed('refs/heads/', textAt(body, 'check_run', 'check_suite', 'head_branch'))),
  };
}

/** Here `head_branch` may be a fork's. */
function readWorkflowRun(body: JsonObject): RefFacts {
  const isOwn = fieldAt(body, 'workflow_run', 'head_repository', 'id') === fieldAt(body, 'repository', 'id');
  const branch = isOwn ? textAt(body, 'workflow_run', 'head_branch') : undefined;
  return { ...shaAt(body, 'workflow_run', 'head_sha'), ...nameRef(prefixed('refs/heads/', branch)) };
}

function shaAt(body: JsonObject, ...keys: string[]): RefFacts {
  return shaOf(realCommit(textAt(body, ...keys)));
}

function shaOf(sha: string | undefined): RefFacts {
  return sha === undefined ? {} : { sha };
}

function beforeOf(commit: string | undefined): RefFacts {
  const before = realCommit(commit);
  return before === undefined ? {} : { before };
}

/** GitHub writes a commit that does not exist (before the first push, after a deletion) as zeros. */
function realCommit(sha: string | undefined): string | undefined {
  return sha === undefined || /^0+$/.test(sha) ? undefined : sha;
}

function prefixed(prefix: string, name: string | undefined): string | undefined {
  return name === undefined ? undefined : prefix + name;
}

/** A dispatch names its ref in full, or a branch in short. */
function toFullBranch(ref: string | undefined): string | undefined {
  return ref === undefined || ref.startsWith('refs/') ? ref : `refs/heads/${ref}`;
}

function withoutPrefix(prefix: string, ref: string): string | undefined {
  return ref.startsWith(prefix) ? ref.slice(prefix.length) : undefined;
}
