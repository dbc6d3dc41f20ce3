import { join } from 'node:path';
import { createBareRepository, forkBareRepository } from '../../git/create-repository.ts';
import { openGitRepository } from '../../git/git-repository.ts';
import type { Account } from '../../store/account.ts';
import { fullNameOf, type RepositoryRecord } from '../../store/repository-record.ts';
import { findRepository, type Store } from '../../store/store.ts';
import { Refused } from '../refused.ts';

export interface NewRepository {
  owner: Account;
  name: string;
  private: boolean;
  defaultBranch: string;
}

function directoryOf(store: Store, owner: Account, name: string): string {
  if (!/^[\w.-]+$/.test(name) || name.startsWith('.')) throw new Refused(`${name} is no name for a repository`);
  if (findRepository(store, `${owner.login}/${name}`) !== undefined)
    throw new Refused(`there is already a repository ${owner.login}/${name}`);
  return join(store.directory, owner.login, `${name}.git`);
}

function recordOf(
  store: Store,
  wanted: NewRepository,
  directory: string,
  parent: RepositoryRecord | undefined,
): RepositoryRecord {
  const now = store.now();
  const repository: RepositoryRecord = {
    id: store.nextId(),
    owner: wanted.owner,
    name: wanted.name,
    private: wanted.private,
    description: null,
    defaultBranch: wanted.defaultBranch,
    parent,
    git: openGitRepository(directory),
    roles: new Map(),
    labels: new Map(),
    nextNumber: 1,
    issues: new Map(),
    pullRequests: new Map(),
    commitComments: [],
    releases: [],
    deployments: [],
    mergeGroups: new Map(),
    createdAt: now,
    updatedAt: now,
    pushedAt: now,
  };
  store.repositories.set(repository.id, repository);
  return repository;
}

/** Creates an empty repository; commits come by pushing. */
export async function createRepository(store: Store, wanted: NewRepository): Promise<RepositoryRecord> {
  const directory = directoryOf(store, wanted.owner, wanted.name);
  await createBareRepository(directory, wanted.defaultBranch);
  return recordOf(store, wanted, directory, undefined);
}

/** Creates a fork under another account, with the parent's branches and tags of this moment. */
export async function forkRepository(
  store: Store,
  parent: RepositoryRecord,
  owner: Account,
  name: string,
): Promise<RepositoryRecord> {
  const directory = directoryOf(store, owner, name);
  await forkBareRepository(parent.git.directory, directory);
  const { defaultBranch } = parent;
  return recordOf(store, { owner, name, private: parent.private, defaultBranch }, directory, parent);
}

export function requireRepository(store: Store, fullName: string): RepositoryRecord {
  const repository = findRepository(store, fullName);
  if (repository !== undefined) return repository;
  const known = [...store.repositories.values()].map(fullNameOf).join(', ');
  throw new Refused(`there is no repository ${fullName} (known: ${known || 'none'})`);
}
