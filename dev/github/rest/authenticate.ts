import type { AppRecord, TokenRecord, UserTokenRecord } from '../store/app-record.ts';
import type { RepositoryRecord } from '../store/repository-record.ts';
import { covers, type Store } from '../store/store.ts';
import { type Answer, forbidden, notFound, unauthorized } from './answer.ts';
import { verifyAppJwt } from './verify-app-jwt.ts';

/** Who calls. */
export type Principal =
  | { kind: 'nobody' }
  | { kind: 'app'; app: AppRecord }
  | { kind: 'user'; user: UserTokenRecord }
  | { kind: 'installation'; app: AppRecord; token: TokenRecord };

export type Authentication = { ok: true; principal: Principal } | { ok: false; answer: Answer };

const badCredentials: Authentication = { ok: false, answer: unauthorized('Bad credentials') };

function authenticateToken(store: Store, text: string): Authentication {
  const user = store.userTokens.get(text);
  if (user !== undefined) return { ok: true, principal: { kind: 'user', user } };
  const token = store.tokens.get(text);
  if (token === undefined || token.expiresAt <= store.now()) return badCredentials;
  if (token.installation.suspendedAt !== undefined)
    return { ok: false, answer: forbidden('This installation has been suspended') };
  return { ok: true, principal: { kind: 'installation', app: token.installation.app, token } };
}

/** Reads an `Authorization` header: an App's JWT, an installation's or a person's token, or nobody at all. */
export function authenticate(store: Store, header: string | undefined): Authentication {
  if (header === undefined) return { ok: true, principal: { kind: 'nobody' } };
  const [scheme = '', credentials = ''] = header.trim().split(/\s+/);
  if (!/^(bearer|token)$/i.test(scheme)) return badCredentials;
  if (!credentials.startsWith('eyJ')) return authenticateToken(store, credentials);
  const verdict = verifyAppJwt(store.apps, credentials, store.now());
  if (verdict.ok) return { ok: true, principal: { kind: 'app', app: verdict.app } };
  const answer = verdict.status === 404 ? notFound(verdict.message) : unauthorized(verdict.message);
  return { ok: false, answer };
}

/** Whether a token opens a repository. Stricter than GitHub, which lets every token read public repositories. */
export function opens({ installation, repositoryIds }: TokenRecord, repository: RepositoryRecord): boolean {
  if (!covers(installation, repository)) return false;
  return repositoryIds === undefined || repositoryIds.has(repository.id);
}

/** Permissions of which one is enough, such as `{ issues: 'write', pull_requests: 'write' }`. */
export type Needed = Readonly<Record<string, 'read' | 'write'>>;

export function hasPermission({ permissions }: TokenRecord, needed: Needed): boolean {
  return Object.entries(needed).some(([name, level]) => permissions[name] === 'write' || permissions[name] === level);
}
