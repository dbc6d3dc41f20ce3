import type { App, Installation } from '@octokit/webhooks-types';
import type { AppRecord, InstallationRecord } from '../store/app-record.ts';
import type { Addresses } from '../store/store.ts';
import { accountPayload } from './account-payload.ts';
import { formatTime, nodeIdOf } from './identify.ts';

type EventName = NonNullable<App['events']>[number];

// The control API takes event names as text, so that a test can subscribe to one that the types do not know.
function asEventNames(events: readonly string[]): EventName[] {
  return events as EventName[];
}

export function appPayload(addresses: Addresses, app: AppRecord): App & { client_id: string; slug: string } {
  return {
    id: app.id,
    client_id: app.clientId,
    slug: app.slug,
    node_id: nodeIdOf('Integration', app.id),
    owner: accountPayload(addresses, app.owner),
    name: app.slug,
    description: null,
    external_url: `${addresses.web}/apps/${app.slug}`,
    html_url: `${addresses.web}/apps/${app.slug}`,
    created_at: formatTime(app.createdAt),
    updated_at: formatTime(app.createdAt),
    permissions: app.permissions,
    events: asEventNames(app.events),
  };
}

export function installationPayload(addresses: Addresses, installation: InstallationRecord): Installation {
  const { app, account } = installation;
  return {
    id: installation.id,
    account: accountPayload(addresses, account),
    repository_selection: installation.selection,
    access_tokens_url: `${addresses.api}/app/installations/${installation.id}/access_tokens`,
    repositories_url: `${addresses.api}/installation/repositories`,
    html_url: `${addresses.web}/settings/installations/${installation.id}`,
    app_id: app.id,
    app_slug: app.slug,
    target_id: account.id,
    target_type: account.type === 'Organization' ? 'Organization' : 'User',
    permissions: installation.permissions,
    events: asEventNames(installation.events) as Installation['events'],
    created_at: formatTime(installation.createdAt),
    updated_at: formatTime(installation.updatedAt),
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: null,
    suspended_at: installation.suspendedAt === undefined ? null : formatTime(installation.suspendedAt),
  };
}
