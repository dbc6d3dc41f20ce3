import { z } from 'zod';
import { createAccount, findAccount } from '../change/app/accounts.ts';
import { Refused } from '../change/refused.ts';
import type { FileChange } from '../git/write-commit.ts';
import type { Account } from '../store/account.ts';
import type { AppRecord, InstallationRecord } from '../store/app-record.ts';
import type { Store } from '../store/store.ts';

/** `owner/name` */
export const repositoryName = z.string().regex(/^[^/]+\/[^/]+$/, 'expected owner/name');

/** Who does it; people come into being when they are first named. */
export const sender = z.string().default('ada');

export const permissions = z.record(z.string(), z.enum(['read', 'write']));

const fileContent = z.union([
  z.string(),
  z.null(),
  z.object({ content: z.string(), executable: z.boolean().default(false) }),
  z.object({ base64: z.string() }),
  z.object({ symlink: z.string() }),
  z.object({ submodule: z.string() }),
  z.object({ renamedFrom: z.string() }),
]);

/**
 * Files of a commit by path: their text; `null` to delete; or an object for an executable, bytes, a symbolic link, a
 * submodule, or a rename.
 */
export const files = z.record(z.string(), fileContent);

function changeOf(path: string, file: z.output<typeof fileContent>): FileChange {
  if (file === null) return { kind: 'delete', path };
  if (typeof file === 'string') return { kind: 'write', path, content: Buffer.from(file), mode: '100644' };
  if ('content' in file) {
    const mode = file.executable ? '100755' : '100644';
    return { kind: 'write', path, content: Buffer.from(file.content), mode };
  }
  if ('base64' in file) return { kind: 'write', path, content: Buffer.from(file.base64, 'base64'), mode: '100644' };
  if ('symlink' in file) return { kind: 'write', path, content: Buffer.from(file.symlink), mode: '120000' };
  if ('submodule' in file) return { kind: 'submodule', path, oid: file.submodule };
  return { kind: 'rename', from: file.renamedFrom, to: path };
}

export function changesOf(all: z.output<typeof files>): FileChange[] {
  return Object.entries(all).map(([path, file]) => changeOf(path, file));
}

export function personNamed(store: Store, login: string): Account {
  return findAccount(store, login) ?? createAccount(store, login, 'User');
}

/** An App by its slug or its number. */
export const appName = z.union([z.string(), z.int()]);

export function appNamed(store: Store, name: string | number): AppRecord {
  for (const app of store.apps.values()) if (app.slug === name || app.id === name) return app;
  throw new Refused(`there is no App ${name}`);
}

export function installationNumbered(store: Store, id: number): InstallationRecord {
  const installation = store.installations.get(id);
  if (installation === undefined) throw new Refused(`there is no installation ${id}`);
  return installation;
}
