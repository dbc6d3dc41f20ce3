import { createPublicKey, generateKeyPair, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import type { Account } from '../../store/account.ts';
import type { AppRecord, Permissions } from '../../store/app-record.ts';
import type { Store } from '../../store/store.ts';
import { createAccount } from './accounts.ts';

export interface NewApp {
  slug: string;
  owner: Account;
  webhookUrl: string | undefined;
  webhookSecret: string | undefined;
  permissions: Permissions | undefined;
  events: readonly string[] | undefined;
}

/** What the App of this project asks for. */
const defaultPermissions: Permissions = {
  checks: 'write',
  contents: 'read',
  deployments: 'read',
  issues: 'write',
  merge_queues: 'read',
  metadata: 'read',
  pull_requests: 'read',
};

const defaultEvents: readonly string[] = [
  'check_run',
  'check_suite',
  'commit_comment',
  'create',
  'delete',
  'deployment',
  'issue_comment',
  'merge_group',
  'pull_request',
  'pull_request_review',
  'push',
  'release',
  'repository_dispatch',
];

/** Registers an App with a fresh key pair; the private key is answered once and not kept, as on GitHub. */
export async function createApp(store: Store, wanted: NewApp): Promise<{ app: AppRecord; privateKey: string }> {
  const pair = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  const app: AppRecord = {
    id: store.nextId(),
    slug: wanted.slug,
    clientId: `Iv23li${randomBytes(7).toString('hex')}`,
    owner: wanted.owner,
    bot: createAccount(store, `${wanted.slug}[bot]`, 'Bot'),
    publicKey: createPublicKey(pair.publicKey),
    hook: {
      id: store.nextId(),
      url: wanted.webhookUrl,
      secret: wanted.webhookSecret ?? randomBytes(20).toString('hex'),
    },
    permissions: { metadata: 'read', ...(wanted.permissions ?? defaultPermissions) },
    events: [...(wanted.events ?? defaultEvents)],
    createdAt: store.now(),
  };
  store.apps.set(app.id, app);
  return { app, privateKey: pair.privateKey };
}
