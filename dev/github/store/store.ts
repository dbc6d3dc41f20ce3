import { EventEmitter } from 'node:events';
import type { Account } from './account.ts';
import type { AppRecord, InstallationRecord, TokenRecord, UserTokenRecord } from './app-record.ts';
import type { CheckRunRecord, CheckSuiteRecord } from './check-record.ts';
import type { RepositoryRecord } from './repository-record.ts';

export interface Addresses {
  /** `http://127.0.0.1:PORT`, where people look. */
  web: string;
  /** `<web>/api/v3` */
  api: string;
  /** `<web>/api/graphql` */
  graphql: string;
}

/** Everything the stand-in knows, in memory; commits and files are in the git repositories under `directory`. */
export interface Store {
  directory: string;
  addresses: Addresses;
  now(): Date;
  /** Numbers are one sequence, so that an id of one kind is never valid as an id of another. */
  nextId(): number;
  tokenLifetimeMs: number;
  /** By lower-case login. */
  accounts: Map<string, Account>;
  repositories: Map<number, RepositoryRecord>;
  apps: Map<number, AppRecord>;
  installations: Map<number, InstallationRecord>;
  tokens: Map<string, TokenRecord>;
  userTokens: Map<string, UserTokenRecord>;
  checkSuites: Map<number, CheckSuiteRecord>;
  /** One suite for an App and a commit of a repository; see `suiteKey`. */
  suitesByCommit: Map<string, CheckSuiteRecord>;
  checkRuns: Map<number, CheckRunRecord>;
  /** How often a check run was created or changed. */
  checkRunChanges: number;
  /** Tells each check run that was created or changed. */
  changes: EventEmitter<{ checkRun: [CheckRunRecord] }>;
}

export function addressesAt(host: string): Addresses {
  const web = `http://${host}`;
  return { web, api: `${web}/api/v3`, graphql: `${web}/api/graphql` };
}

export function createStore(directory: string, now: () => Date): Store {
  let lastId = 1000;
  const changes: Store['changes'] = new EventEmitter();
  changes.setMaxListeners(0);
  return {
    directory,
    addresses: addressesAt('127.0.0.1'),
    now,
    nextId: () => ++lastId,
    tokenLifetimeMs: 3_600_000,
    accounts: new Map(),
    repositories: new Map(),
    apps: new Map(),
    installations: new Map(),
    tokens: new Map(),
    userTokens: new Map(),
    checkSuites: new Map(),
    suitesByCommit: new Map(),
    checkRuns: new Map(),
    checkRunChanges: 0,
    changes,
  };
}

export function suiteKey(app: AppRecord, repository: RepositoryRecord, sha: string): string {
  return `${app.id}/${repository.id}/${sha}`;
}

/** Finds a repository by `owner/name`, ignoring case as GitHub does. */
export function findRepository(store: Store, fullName: string): RepositoryRecord | undefined {
  const wanted = fullName.toLowerCase();
  for (const repository of store.repositories.values()) {
    if (`${repository.owner.login}/${repository.name}`.toLowerCase() === wanted) return repository;
  }
  return undefined;
}

/** Whether an installation reaches a repository. */
export function covers(installation: InstallationRecord, repository: RepositoryRecord): boolean {
  if (installation.account.id !== repository.owner.id) return false;
  return installation.selection === 'all' || installation.repositoryIds.has(repository.id);
}

/** The repositories that an installation reaches. */
export function repositoriesOf(store: Store, installation: InstallationRecord): RepositoryRecord[] {
  return [...store.repositories.values()].filter((repository) => covers(installation, repository));
}
