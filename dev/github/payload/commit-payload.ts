import type { Commit as PushCommit, SimpleCommit } from '@octokit/webhooks-types';
import type { PathChanges } from '../git/diff.ts';
import type { Commit, Signature } from '../git/parse-objects.ts';
import type { Account } from '../store/account.ts';
import type { RepositoryRecord } from '../store/repository-record.ts';
import type { Addresses, Store } from '../store/store.ts';
import { accountPayload } from './account-payload.ts';
import { nodeIdOf } from './identify.ts';
import { repositoryApiUrl, repositoryWebUrl } from './repository-payload.ts';

function findByEmail(store: Store, signature: Signature): Account | undefined {
  for (const account of store.accounts.values()) if (account.email === signature.email) return account;
  return undefined;
}

function committer(store: Store, signature: Signature) {
  const account = findByEmail(store, signature);
  return {
    name: signature.name,
    email: signature.email,
    date: signature.date,
    ...(account === undefined ? {} : { username: account.login }),
  };
}

/** A commit as push payloads list it. `distinct`: no other branch had it before. */
export function pushCommitPayload(
  store: Store,
  repository: RepositoryRecord,
  commit: Commit,
  changes: PathChanges & { distinct: boolean },
): PushCommit {
  return {
    id: commit.oid,
    tree_id: commit.tree,
    distinct: changes.distinct,
    message: commit.message,
    timestamp: commit.committer.date,
    url: `${repositoryWebUrl(store.addresses, repository)}/commit/${commit.oid}`,
    author: committer(store, commit.author),
    committer: committer(store, commit.committer),
    added: changes.added,
    removed: changes.removed,
    modified: changes.modified,
  };
}

/** A commit as check suites and merge groups have it. */
export function simpleCommitPayload(commit: Commit): SimpleCommit {
  return {
    id: commit.oid,
    tree_id: commit.tree,
    message: commit.message,
    timestamp: commit.committer.date,
    author: { name: commit.author.name, email: commit.author.email },
    committer: { name: commit.committer.name, email: commit.committer.email },
  };
}

function treeLink(addresses: Addresses, repository: RepositoryRecord, oid: string) {
  return { sha: oid, url: `${repositoryApiUrl(addresses, repository)}/git/trees/${oid}` };
}

/** A commit as the Git database API has it. */
export function gitCommitPayload(store: Store, repository: RepositoryRecord, commit: Commit) {
  const url = repositoryApiUrl(store.addresses, repository);
  const web = repositoryWebUrl(store.addresses, repository);
  return {
    sha: commit.oid,
    node_id: nodeIdOf('Commit', repository.id) + commit.oid.slice(0, 8),
    url: `${url}/git/commits/${commit.oid}`,
    html_url: `${web}/commit/${commit.oid}`,
    author: commit.author,
    committer: commit.committer,
    tree: treeLink(store.addresses, repository, commit.tree),
    message: commit.message,
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${url}/git/commits/${sha}`,
      html_url: `${web}/commit/${sha}`,
    })),
    verification: { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null },
  };
}

/** A commit as the commits API lists it. */
export function commitPayload(store: Store, repository: RepositoryRecord, commit: Commit) {
  const { addresses } = store;
  const url = repositoryApiUrl(addresses, repository);
  const web = repositoryWebUrl(addresses, repository);
  const git = gitCommitPayload(store, repository, commit);
  const author = findByEmail(store, commit.author);
  const committedBy = findByEmail(store, commit.committer);
  return {
    sha: commit.oid,
    node_id: git.node_id,
    commit: {
      author: commit.author,
      committer: commit.committer,
      message: commit.message,
      tree: git.tree,
      url: git.url,
      comment_count: 0,
      verification: git.verification,
    },
    url: `${url}/commits/${commit.oid}`,
    html_url: git.html_url,
    comments_url: `${url}/commits/${commit.oid}/comments`,
    author: author === undefined ? null : accountPayload(addresses, author),
    committer: committedBy === undefined ? null : accountPayload(addresses, committedBy),
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${url}/commits/${sha}`,
      html_url: `${web}/commit/${sha}`,
    })),
  };
}
