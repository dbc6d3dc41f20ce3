import { fieldAt, integerAt, type JsonObject, textAt } from './read-field.ts';

/** The App's access changed. */
export interface InstallationChange {
  eventName: 'installation' | 'installation_repositories' | 'installation_target';
  /** `created`, `deleted`, `suspend`, `unsuspend`, `added`, `removed`, … */
  action: string;
  installationId: number;
  /** Login of the account that the App is installed on; empty where the payload does not say. */
  account: string;
  /** Repositories that the installation got with this event. */
  added: InstalledRepository[];
  /** Repositories that it lost. When the installation itself is deleted, all that GitHub lists. */
  removed: InstalledRepository[];
}

export interface InstalledRepository {
  id: number;
  fullName: string;
}

/** Reads an event about the installation itself; undefined for every other event, and for one without an installation. */
export function readInstallationChange(eventName: string, body: JsonObject): InstallationChange | undefined {
  if (!isInstallationEvent(eventName)) return undefined;
  const installationId = integerAt(body, 'installation', 'id');
  if (installationId === undefined) return undefined;
  const action = textAt(body, 'action') ?? '';
  const listed = readRepositories(fieldAt(body, 'repositories'));
  const isRemoval = action === 'deleted';
  return {
    eventName,
    action,
    installationId,
    account: textAt(body, 'installation', 'account', 'login') ?? '',
    added: [...(isRemoval ? [] : listed), ...readRepositories(fieldAt(body, 'repositories_added'))],
    removed: [...(isRemoval ? listed : []), ...readRepositories(fieldAt(body, 'repositories_removed'))],
  };
}

function isInstallationEvent(name: string): name is InstallationChange['eventName'] {
  return name === 'installation' || name === 'installation_repositories' || name === 'installation_target';
}

function readRepositories(list: unknown): InstalledRepository[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((each) => {
    const id = integerAt(each, 'id');
    return id === undefined ? [] : [{ id, fullName: textAt(each, 'full_name') ?? '' }];
  });
}
