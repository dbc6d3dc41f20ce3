import { randomUUID } from 'node:crypto';
import { organizationPayload } from '../payload/account-payload.ts';
import { nodeIdOf } from '../payload/identify.ts';
import type { AppRecord, InstallationRecord } from '../store/app-record.ts';
import type { RepositoryRecord } from '../store/repository-record.ts';
import { covers, type Store } from '../store/store.ts';
import type { Webhooks } from './webhooks.ts';

/** Something that happened in a repository and that Apps are told of. */
export interface Announcement {
  event: string;
  repository: RepositoryRecord;
  payload: object;
  /** Tell this App alone, whether it subscribed or not: GitHub does so for what an App's own checks are asked. */
  app?: AppRecord;
}

function actionOf(payload: object): string | null {
  return 'action' in payload && typeof payload.action === 'string' ? payload.action : null;
}

function isTold(installation: InstallationRecord, { app, event }: Announcement): boolean {
  if (installation.suspendedAt !== undefined) return false;
  if (app !== undefined) return installation.app === app && installation.permissions.checks === 'write';
  return installation.events.includes(event);
}

async function announceOne(store: Store, webhooks: Webhooks, announcement: Announcement): Promise<void> {
  const { event, payload, repository } = announcement;
  const { owner } = repository;
  const organization =
    owner.type === 'Organization' ? { organization: organizationPayload(store.addresses, owner) } : {};
  for (const installation of store.installations.values()) {
    if (!covers(installation, repository) || !isTold(installation, announcement)) continue;
    const { app, id } = installation;
    const node = nodeIdOf('IntegrationInstallation', id);
    await webhooks.send({
      guid: randomUUID(),
      app,
      installationId: id,
      repositoryId: repository.id,
      event,
      action: actionOf(payload),
      body: JSON.stringify({ ...payload, ...organization, installation: { id, node_id: node } }),
    });
  }
}

/** Sends the webhooks of what happened, one after the other, to each installation that hears of them. */
export async function announce(
  store: Store,
  webhooks: Webhooks,
  announcements: readonly Announcement[],
): Promise<void> {
  for (const announcement of announcements) await announceOne(store, webhooks, announcement);
}

/** Sends an event that is about an installation itself. Every App hears of its own, subscribed or not. */
export async function announceInstallation(
  webhooks: Webhooks,
  installation: InstallationRecord,
  event: 'installation' | 'installation_repositories',
  payload: object,
): Promise<void> {
  await webhooks.send({
    guid: randomUUID(),
    app: installation.app,
    installationId: installation.id,
    repositoryId: null,
    event,
    action: actionOf(payload),
    body: JSON.stringify(payload),
  });
}
