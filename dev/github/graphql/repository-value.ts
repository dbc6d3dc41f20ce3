import { nodeIdOf } from '../payload/identify.ts';
import { repositoryWebUrl } from '../payload/repository-payload.ts';
import { hasPermission, opens } from '../rest/authenticate.ts';
import type { Account } from '../store/account.ts';
import type { TokenRecord } from '../store/app-record.ts';
import { fullNameOf, type PullRequestRecord, type RepositoryRecord } from '../store/repository-record.ts';
import type { Store } from '../store/store.ts';
import { readObjectValue } from './object-value.ts';
import { fieldError } from './refuse-field.ts';

export interface GraphqlScope {
  store: Store;
  token: TokenRecord;
}

function requirePermission({ token }: GraphqlScope, name: 'contents' | 'pull_requests'): void {
  if (!hasPermission(token, { [name]: 'read' }))
    throw fieldError('FORBIDDEN', 'Resource not accessible by integration');
}

function actorValue({ store }: GraphqlScope, account: Account) {
  const url = `${store.addresses.web}/${account.login}`;
  // GraphQL names an App's account without the `[bot]` that REST writes.
  const login = account.login.replace(/\[bot\]$/, '');
  return { __typename: account.type, login, url, databaseId: account.id };
}

async function refValue({ git, id }: RepositoryRecord, name: string): Promise<object | null> {
  const object = await git.read(name);
  if (object === undefined) return null;
  const [, prefix = 'refs/', short = name] = /^(refs\/(?:heads|tags)\/|refs\/)(.+)$/.exec(name) ?? [];
  return {
    id: `${nodeIdOf('Ref', id)}${short}`,
    name: short,
    prefix,
    target: () => readObjectValue(git, object.oid, ''),
  };
}

/** GitHub takes a full ref, or a short name that it looks for among branches and then tags. */
async function findRef(repository: RepositoryRecord, name: string): Promise<object | null> {
  if (name.startsWith('refs/')) return refValue(repository, name);
  return (await refValue(repository, `refs/heads/${name}`)) ?? refValue(repository, `refs/tags/${name}`);
}

function pathOf(expression: string): string {
  const colon = expression.indexOf(':');
  return colon < 0 ? '' : expression.slice(colon + 1).replace(/\/$/, '');
}

function stateOf({ issue, mergedAt }: PullRequestRecord): string {
  if (mergedAt !== undefined) return 'MERGED';
  return issue.state === 'open' ? 'OPEN' : 'CLOSED';
}

function pullRequestValue(scope: GraphqlScope, repository: RepositoryRecord, pullRequest: PullRequestRecord): object {
  const { base, draft, head, id, issue, mergedAt } = pullRequest;
  return {
    id: nodeIdOf('PullRequest', id),
    databaseId: id,
    number: issue.number,
    state: stateOf(pullRequest),
    title: issue.title,
    body: issue.body ?? '',
    isDraft: draft,
    author: actorValue(scope, issue.user),
    headRefName: head.ref,
    headRefOid: head.sha,
    // A fork's name is told to everyone who sees the pull request; what is in the fork is not.
    headRepository: () => repositoryValue(scope, head.repository),
    baseRefName: base.ref,
    baseRefOid: base.sha,
    baseRepository: () => repositoryValue(scope, repository),
    isCrossRepository: head.repository !== repository,
    merged: mergedAt !== undefined,
    url: `${repositoryWebUrl(scope.store.addresses, repository)}/pull/${issue.number}`,
  };
}

function repositoryValue(scope: GraphqlScope, repository: RepositoryRecord): object {
  const { git } = repository;
  const needsContents = <Value>(read: () => Value): Value => {
    requirePermission(scope, 'contents');
    if (!opens(scope.token, repository)) throw fieldError('FORBIDDEN', 'Resource not accessible by integration');
    return read();
  };
  return {
    id: nodeIdOf('Repository', repository.id),
    databaseId: repository.id,
    name: repository.name,
    owner: actorValue(scope, repository.owner),
    nameWithOwner: fullNameOf(repository),
    url: repositoryWebUrl(scope.store.addresses, repository),
    isPrivate: repository.private,
    isFork: repository.parent !== undefined,
    parent: () => (repository.parent === undefined ? null : repositoryValue(scope, repository.parent)),
    defaultBranchRef: () => needsContents(() => refValue(repository, `refs/heads/${repository.defaultBranch}`)),
    ref: ({ qualifiedName }: { qualifiedName: string }) => needsContents(() => findRef(repository, qualifiedName)),
    object: ({ oid, expression }: { oid?: string | null; expression?: string | null }) =>
      needsContents(() => readObjectValue(git, oid ?? expression ?? '', pathOf(expression ?? ''))),
    pullRequest: ({ number }: { number: number }) => {
      requirePermission(scope, 'pull_requests');
      const pullRequest = repository.pullRequests.get(number);
      if (pullRequest === undefined)
        throw fieldError('NOT_FOUND', `Could not resolve to a PullRequest with the number of ${number}.`);
      return pullRequestValue(scope, repository, pullRequest);
    },
  };
}

/** The repository that a query asks for, if the token opens it. */
export function findRepositoryValue(
  scope: GraphqlScope,
  repository: RepositoryRecord | undefined,
  name: string,
): object {
  if (repository === undefined || !opens(scope.token, repository))
    throw fieldError('NOT_FOUND', `Could not resolve to a Repository with the name '${name}'.`);
  return repositoryValue(scope, repository);
}
