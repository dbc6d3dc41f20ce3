import { accountPayload } from '../../payload/account-payload.ts';
import { installationPayload } from '../../payload/app-payload.ts';
import { repositorySummary } from '../../payload/repository-payload.ts';
import type { Account } from '../../store/account.ts';
import type { AppRecord, InstallationRecord, Permissions } from '../../store/app-record.ts';
import type { RepositoryRecord } from '../../store/repository-record.ts';
import { repositoriesOf } from '../../store/store.ts';
import { announceInstallation } from '../../webhook/announce.ts';
import type { World } from '../../world.ts';

export interface NewInstallation {
  app: AppRecord;
  account: Account;
  /** Absent: all repositories of the account, later ones included. */
  repositories: readonly RepositoryRecord[] | undefined;
  permissions: Permissions | undefined;
  sender: Account;
}

export async function installApp(world: World, wanted: NewInstallation): Promise<InstallationRecord> {
  const { store, webhooks } = world;
  const now = store.now();
  const installation: InstallationRecord = {
    id: store.nextId(),
    app: wanted.app,
    account: wanted.account,
    selection: wanted.repositories === undefined ? 'all' : 'selected',
    repositoryIds: new Set(wanted.repositories?.map(({ id }) => id)),
    permissions: { ...(wanted.permissions ?? wanted.app.permissions), metadata: 'read' },
    events: [...wanted.app.events],
    createdAt: now,
    updatedAt: now,
    suspendedAt: undefined,
  };
  store.installations.set(installation.id, installation);
  await announceInstallation(webhooks, installation, 'installation', {
    action: 'created',
    installation: installationPayload(store.addresses, installation),
    repositories: repositoriesOf(store, installation).map(repositorySummary),
    requester: null,
    sender: accountPayload(store.addresses, wanted.sender),
  });
  return installation;
}

/** Ends an installation: its tokens stop working at once, and GitHub tells the App. */
export async function uninstallApp(world: World, installation: InstallationRecord, sender: Account): Promise<void> {
  const { store, webhooks } = world;
  const repositories = repositoriesOf(store, installation).map(repositorySummary);
  store.installations.delete(installation.id);
  for (const [text, token] of store.tokens) if (token.installation === installation) store.tokens.delete(text);
  await announceInstallation(webhooks, installation, 'installation', {
    action: 'deleted',
    installation: installationPayload(store.addresses, installation),
    repositories,
    requester: null,
    sender: accountPayload(store.addresses, sender),
  });
}

export interface RepositoryChange {
  installation: InstallationRecord;
  added: readonly RepositoryRecord[];
  removed: readonly RepositoryRecord[];
  sender: Account;
}

/** Adds and removes repositories; each side that changed is told in an event of its own, as GitHub does. */
export async function changeRepositories(world: World, change: RepositoryChange): Promise<void> {
  const { store, webhooks } = world;
  const { installation, added, removed, sender } = change;
  installation.selection = 'selected';
  for (const { id } of added) installation.repositoryIds.add(id);
  for (const { id } of removed) installation.repositoryIds.delete(id);
  installation.updatedAt = store.now();
  const tell = (action: 'added' | 'removed'): Promise<void> =>
    announceInstallation(webhooks, installation, 'installation_repositories', {
      action,
      installation: installationPayload(store.addresses, installation),
      repository_selection: installation.selection,
      repositories_added: action === 'added' ? added.map(repositorySummary) : [],
      repositories_removed: action === 'removed' ? removed.map(repositorySummary) : [],
      requester: null,
      sender: accountPayload(store.addresses, sender),
    });
  if (added.length > 0) await tell('added');
  if (removed.length > 0) await tell('removed');
}

export async function setSuspended(
  world: World,
  installation: InstallationRecord,
  isSuspended: boolean,
  sender: Account,
): Promise<void> {
  const { store, webhooks } = world;
  installation.suspendedAt = isSuspended ? store.now() : undefined;
  await announceInstallation(webhooks, installation, 'installation', {
    action: isSuspended ? 'suspend' : 'unsuspend',
    installation: installationPayload(store.addresses, installation),
    sender: accountPayload(store.addresses, sender),
  });
}
