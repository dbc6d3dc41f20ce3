import { roleOf } from '../../change/app/accounts.ts';
import { accountPayload } from '../../payload/account-payload.ts';
import { repositoryPayload } from '../../payload/repository-payload.ts';
import type { Role } from '../../store/account.ts';
import type { UserTokenRecord } from '../../store/app-record.ts';
import type { RepositoryRecord } from '../../store/repository-record.ts';
import { findRepository } from '../../store/store.ts';
import { forbidden, notFound, ok, unauthorized } from '../answer.ts';
import type { Route } from '../route.ts';
import { getRepository } from './repository-routes.ts';

/** Everybody sees what is public, with any token. */
export function sees({ account, repositoryIds }: UserTokenRecord, repository: RepositoryRecord): boolean {
  if (!repository.private) return true;
  const isChosen = repositoryIds === undefined || repositoryIds.has(repository.id);
  return isChosen && roleOf(repository, account) !== undefined;
}

const writers: ReadonlySet<Role> = new Set<Role>(['admin', 'maintain', 'write']);

export function mayWrite(repository: RepositoryRecord, { account }: UserTokenRecord): boolean {
  const role = roleOf(repository, account);
  return role !== undefined && writers.has(role);
}

const getSelf: Route = {
  method: 'GET',
  pattern: '/user',
  handle({ principal, world: { store } }) {
    if (principal.kind === 'nobody') return unauthorized('Requires authentication');
    if (principal.kind !== 'user') return forbidden('Resource not accessible by integration');
    return ok(accountPayload(store.addresses, principal.user.account));
  },
};

/** `permissions` is what the person may, whatever the token may; a private one comes with a token for a clone. */
const getSeenRepository: Route = {
  method: 'GET',
  pattern: '/repos/:owner/:repo',
  handle(call) {
    const { principal, world } = call;
    if (principal.kind !== 'user') return getRepository.handle(call);
    const repository = findRepository(world.store, `${call.param('owner')}/${call.param('repo')}`);
    if (repository === undefined || !sees(principal.user, repository)) return notFound();
    const push = mayWrite(repository, principal.user);
    const admin = roleOf(repository, principal.user.account) === 'admin';
    return ok({
      ...repositoryPayload(world.store.addresses, repository),
      permissions: { admin, maintain: admin, push, triage: push, pull: true },
      ...(repository.private ? { temp_clone_token: 'TEMPORARYCLONETOKEN' } : {}),
    });
  },
};

export const userRoutes: readonly Route[] = [getSelf, getSeenRepository];
