import { findAccount, roleOf } from '../../change/app/accounts.ts';
import { dispatchToRepository } from '../../change/releases.ts';
import { listRefs, readRef } from '../../git/refs.ts';
import { accountPayload } from '../../payload/account-payload.ts';
import { commitPayload } from '../../payload/commit-payload.ts';
import { deploymentPayload, releasePayload } from '../../payload/release-payload.ts';
import { repositoryApiUrl, repositoryPayload, repositoryWebUrl } from '../../payload/repository-payload.ts';
import type { Role } from '../../store/account.ts';
import type { RepositoryRecord } from '../../store/repository-record.ts';
import { invalidRequest, noContent, notFound, ok } from '../answer.ts';
import { paginate } from '../paginate.ts';
import { type RepositoryCall, type Route, repositoryRoute } from '../route.ts';

export const getRepository = repositoryRoute(['GET', ''], { metadata: 'read' }, ({ repository, world: { store } }) => {
  const whole = repositoryPayload(store.addresses, repository);
  const { parent } = repository;
  return ok(parent === undefined ? whole : { ...whole, parent: repositoryPayload(store.addresses, parent) });
});

function branchUrl(call: RepositoryCall, name: string): string {
  return `${repositoryApiUrl(call.world.store.addresses, call.repository)}/branches/${encodeURIComponent(name)}`;
}

const listBranches = repositoryRoute(['GET', '/branches'], { contents: 'read' }, async (call) => {
  const refs = await listRefs(call.repository.git, 'refs/heads/');
  const { items, headers } = paginate(call, refs);
  const api = repositoryApiUrl(call.world.store.addresses, call.repository);
  return ok(
    items.map(({ name, oid }) => ({
      name: name.slice('refs/heads/'.length),
      commit: { sha: oid, url: `${api}/commits/${oid}` },
      protected: false,
    })),
    headers,
  );
});

const getBranch = repositoryRoute(['GET', '/branches/*branch'], { contents: 'read' }, async (call) => {
  const { repository, world } = call;
  const name = call.param('branch');
  const tip = await readRef(repository.git, `refs/heads/${name}`);
  const commit = tip === undefined ? undefined : await repository.git.readCommit(tip);
  if (commit === undefined) return notFound('Branch not found');
  const self = branchUrl(call, name);
  return ok({
    name,
    commit: commitPayload(world.store, repository, commit),
    _links: { self, html: `${repositoryWebUrl(world.store.addresses, repository)}/tree/${name}` },
    protected: false,
    protection: { enabled: false },
    protection_url: `${self}/protection`,
  });
});

const permissionOf: Record<Role, 'admin' | 'write' | 'read'> = {
  admin: 'admin',
  maintain: 'write',
  write: 'write',
  triage: 'read',
  read: 'read',
};

const getPermission = repositoryRoute(
  ['GET', '/collaborators/:login/permission'],
  { metadata: 'read' },
  ({ param, repository, world: { store } }) => {
    const account = findAccount(store, param('login'));
    if (account === undefined) return notFound(`${param('login')} is not a user`);
    const role = roleOf(repository, account);
    const user = accountPayload(store.addresses, account);
    return ok({
      permission: role === undefined ? 'none' : permissionOf[role],
      role_name: role ?? 'none',
      user: { ...user, role_name: role ?? 'none' },
    });
  },
);

function readDispatch(body: unknown): { eventType: string; clientPayload: Record<string, unknown> } | undefined {
  if (typeof body !== 'object' || body === null || !('event_type' in body)) return undefined;
  const { event_type: eventType } = body;
  if (typeof eventType !== 'string' || eventType === '' || eventType.length > 100) return undefined;
  const payload = 'client_payload' in body ? body.client_payload : {};
  if (typeof payload !== 'object' || payload === null || Object.keys(payload).length > 10) return undefined;
  return { eventType, clientPayload: { ...payload } };
}

const dispatch = repositoryRoute(['POST', '/dispatches'], { contents: 'write' }, (call) => {
  const wanted = readDispatch(call.body);
  if (wanted === undefined) return invalidRequest('"event_type" wasn\'t supplied.');
  const { repository, world } = call;
  world.webhooks.background(dispatchToRepository(world, repository, { ...wanted, sender: call.app.bot }));
  return noContent;
});

function listOf<Item>(
  path: string,
  needed: Record<string, 'read' | 'write'>,
  items: (repository: RepositoryRecord) => readonly Item[],
  show: (call: RepositoryCall, item: Item) => unknown,
): Route {
  return repositoryRoute(['GET', path], needed, (call) => {
    const page = paginate(call, items(call.repository).toReversed());
    return ok(
      page.items.map((item) => show(call, item)),
      page.headers,
    );
  });
}

const listReleases = listOf(
  '/releases',
  { contents: 'read' },
  ({ releases }) => releases,
  ({ repository, world: { store } }, release) => releasePayload(store.addresses, repository, release),
);

const listDeployments = listOf(
  '/deployments',
  { deployments: 'read' },
  ({ deployments }) => deployments,
  ({ repository, world: { store } }, deployment) => deploymentPayload(store.addresses, repository, deployment),
);

export const repositoryRoutes: readonly Route[] = [
  listBranches,
  getBranch,
  getPermission,
  dispatch,
  listReleases,
  listDeployments,
];
