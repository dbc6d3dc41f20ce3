import { isRecord } from '../../json/is-record.ts';
import type { GithubFacts, PullRequestFacts } from '../facts.ts';
import { fieldAt, integerAt, isTrueAt, type JsonObject, textAt } from './read-field.ts';

/** What an event is about besides a commit; each is absent where the payload has none. */
export type SubjectFacts = Pick<
  GithubFacts,
  'pullRequest' | 'comment' | 'mergeGroup' | 'deployment' | 'release' | 'inputs'
>;

export function readSubjectFacts(body: JsonObject): SubjectFacts {
  const all = {
    pullRequest: readPullRequest(body),
    comment: readComment(body),
    mergeGroup: readMergeGroup(body),
    deployment: readDeployment(body),
    release: readRelease(body),
    inputs: readInputs(body),
  };
  return Object.fromEntries(Object.entries(all).filter(([, facts]) => facts !== undefined));
}

/** A pull request in full. That of an `issue_comment` is only a link: it has no head, so there is none. */
export function readPullRequest(body: JsonObject): PullRequestFacts | undefined {
  const pull = fieldAt(body, 'pull_request');
  const number = integerAt(pull, 'number');
  const head = readTip(pull, 'head');
  const base = readTip(pull, 'base');
  if (number === undefined || head === undefined || base === undefined) return undefined;
  const mergeSha = textAt(pull, 'merge_commit_sha');
  return {
    number,
    title: textAt(pull, 'title') ?? '',
    draft: isTrueAt(pull, 'draft'),
    labels: readLabels(pull),
    author: textAt(pull, 'user', 'login') ?? '',
    base,
    head: { ...head, repository: textAt(pull, 'head', 'repo', 'full_name') ?? '' },
    fork: isFork(pull, body),
    ...(mergeSha === undefined ? {} : { mergeSha }),
  };
}

function readTip(pull: unknown, side: 'head' | 'base'): { ref: string; sha: string } | undefined {
  const ref = textAt(pull, side, 'ref');
  const sha = textAt(pull, side, 'sha');
  return ref === undefined || sha === undefined ? undefined : { ref, sha };
}

/** Numeric ids, because a name can be taken over. A head whose repository is gone counts as a fork. */
function isFork(pull: unknown, body: JsonObject): boolean {
  const headId = integerAt(pull, 'head', 'repo', 'id');
  return headId === undefined || headId !== integerAt(body, 'repository', 'id');
}

function readLabels(pull: unknown): string[] {
  const labels = fieldAt(pull, 'labels');
  if (!Array.isArray(labels)) return [];
  return labels.map((label) => textAt(label, 'name')).filter((name) => name !== undefined);
}

/** A review counts as a comment: it has an author and a text. */
function readComment(body: JsonObject): GithubFacts['comment'] {
  const comment = fieldAt(body, 'comment') ?? fieldAt(body, 'review');
  const id = integerAt(comment, 'id');
  if (id === undefined) return undefined;
  return { id, body: textAt(comment, 'body') ?? '', author: textAt(comment, 'user', 'login') ?? '' };
}

function readMergeGroup(body: JsonObject): GithubFacts['mergeGroup'] {
  const group = fieldAt(body, 'merge_group');
  const headSha = textAt(group, 'head_sha');
  const headRef = textAt(group, 'head_ref');
  if (headSha === undefined || headRef === undefined) return undefined;
  return { headSha, headRef, baseSha: textAt(group, 'base_sha') ?? '', baseRef: textAt(group, 'base_ref') ?? '' };
}

function readDeployment(body: JsonObject): GithubFacts['deployment'] {
  const deployment = fieldAt(body, 'deployment');
  const id = integerAt(deployment, 'id');
  if (id === undefined) return undefined;
  return { id, environment: textAt(deployment, 'environment') ?? '', ref: textAt(deployment, 'ref') ?? '' };
}

function readRelease(body: JsonObject): GithubFacts['release'] {
  const release = fieldAt(body, 'release');
  const id = integerAt(release, 'id');
  const tag = textAt(release, 'tag_name');
  if (id === undefined || tag === undefined) return undefined;
  return {
    id,
    tag,
    name: textAt(release, 'name') ?? '',
    draft: isTrueAt(release, 'draft'),
    prerelease: isTrueAt(release, 'prerelease'),
  };
}

/** Inputs of a dispatch: GitHub sends text, also for numbers and booleans. */
function readInputs(body: JsonObject): GithubFacts['inputs'] {
  const inputs = fieldAt(body, 'inputs');
  if (!isRecord(inputs)) return undefined;
  const isScalar = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value);
  return Object.fromEntries(
    Object.entries(inputs)
      .filter(([, value]) => isScalar(value))
      .map(([name, value]) => [name, String(value)]),
  );
}
