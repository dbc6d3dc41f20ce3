import type { KeyObject } from 'node:crypto';
import type { Account } from './account.ts';

export type AccessLevel = 'read' | 'write';

/** Permission names as GitHub spells them (`checks`, `pull_requests`, …). */
export type Permissions = Record<string, AccessLevel>;

export interface HookRecord {
  id: number;
  /** Where deliveries go; without one nothing is delivered and nothing recorded. */
  url: string | undefined;
  secret: string;
}

export interface AppRecord {
  id: number;
  slug: string;
  clientId: string;
  owner: Account;
  /** The account that the App's own changes are made by, `<slug>[bot]`. */
  bot: Account;
  publicKey: KeyObject;
  hook: HookRecord;
  permissions: Permissions;
  events: string[];
  createdAt: Date;
}

export interface InstallationRecord {
  id: number;
  app: AppRecord;
  account: Account;
  selection: 'all' | 'selected';
  /** Those chosen; not looked at when the selection is `all`. */
  repositoryIds: Set<number>;
  permissions: Permissions;
  events: string[];
  createdAt: Date;
  updatedAt: Date;
  suspendedAt: Date | undefined;
}

export interface TokenRecord {
  token: string;
  installation: InstallationRecord;
  /** Absent: all repositories of the installation. */
  repositoryIds: Set<number> | undefined;
  permissions: Permissions;
  expiresAt: Date;
}

/** A person's token. What it may is at most what the person may. */
export interface UserTokenRecord {
  account: Account;
  access: AccessLevel;
  /** Absent: all repositories that the person sees. Public ones are read all the same. */
  repositoryIds: Set<number> | undefined;
}
