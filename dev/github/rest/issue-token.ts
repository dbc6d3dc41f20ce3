import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { InstallationRecord, Permissions, TokenRecord } from '../store/app-record.ts';
import { repositoriesOf, type Store } from '../store/store.ts';
import { type Answer, invalidRequest, unprocessable } from './answer.ts';

const requestSchema = z.object({
  repositories: z.array(z.string()).max(500).optional(),
  repository_ids: z.array(z.int()).max(500).optional(),
  permissions: z.record(z.string(), z.enum(['read', 'write'])).optional(),
});

const unknownRepository =
  'There is at least one repository that does not exist or is not accessible to the parent installation.';
const unknownPermission = 'The permissions requested are not granted to this installation.';

function base64Json(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** A token in the form of 2026: `ghs_<App>_<JWT>`, about 520 characters with dots, dashes and underscores. */
function createTokenText(appId: number, installationId: number, expiresAt: Date): string {
  const header = base64Json({ alg: 'RS256', typ: 'JWT' });
  const exp = Math.floor(expiresAt.getTime() / 1000);
  const claims = base64Json({ iss: appId, sub: installationId, exp, jti: randomBytes(24).toString('hex') });
  return `ghs_${appId}_${header}.${claims}.${randomBytes(256).toString('base64url')}`;
}

function narrow(granted: Permissions, wanted: Permissions | undefined): Permissions | undefined {
  if (wanted === undefined) return granted;
  for (const [name, level] of Object.entries(wanted)) {
    if (granted[name] !== 'write' && granted[name] !== level) return undefined;
  }
  return { ...wanted, metadata: 'read' };
}

function chooseRepositories(
  store: Store,
  installation: InstallationRecord,
  wanted: z.infer<typeof requestSchema>,
): Set<number> | undefined | 'unknown' {
  if (wanted.repositories === undefined && wanted.repository_ids === undefined) return undefined;
  const reachable = repositoriesOf(store, installation);
  const byName = (wanted.repositories ?? []).map((name) => reachable.find((one) => one.name === name)?.id);
  const byId = (wanted.repository_ids ?? []).map((id) => reachable.find((one) => one.id === id)?.id);
  const chosen = new Set<number>();
  for (const id of [...byName, ...byId]) {
    if (id === undefined) return 'unknown';
    chosen.add(id);
  }
  return chosen;
}

/** Makes an installation token, narrowed as asked: it can lose repositories and permissions, never gain them. */
export function issueToken(
  store: Store,
  installation: InstallationRecord,
  body: unknown,
): { ok: true; token: TokenRecord } | { ok: false; answer: Answer } {
  const parsed = requestSchema.safeParse(body ?? {});
  if (!parsed.success)
    return { ok: false, answer: invalidRequest(...parsed.error.issues.map(({ message }) => message)) };
  const repositoryIds = chooseRepositories(store, installation, parsed.data);
  if (repositoryIds === 'unknown') return { ok: false, answer: unprocessable(unknownRepository) };
  const permissions = narrow(installation.permissions, parsed.data.permissions);
  if (permissions === undefined) return { ok: false, answer: unprocessable(unknownPermission) };
  const expiresAt = new Date(store.now().getTime() + store.tokenLifetimeMs);
  const text = createTokenText(installation.app.id, installation.id, expiresAt);
  const token = { token: text, installation, repositoryIds, permissions, expiresAt };
  store.tokens.set(text, token);
  return { ok: true, token };
}
