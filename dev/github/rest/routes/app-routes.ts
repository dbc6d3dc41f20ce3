import { appPayload, installationPayload } from '../../payload/app-payload.ts';
import { formatTime } from '../../payload/identify.ts';
import { repositoryPayload } from '../../payload/repository-payload.ts';
import type { AppRecord, InstallationRecord } from '../../store/app-record.ts';
import { covers, findRepository, repositoriesOf, type Store } from '../../store/store.ts';
import { created, forbidden, notFound, ok } from '../answer.ts';
import { opens } from '../authenticate.ts';
import { issueToken } from '../issue-token.ts';
import { paginate } from '../paginate.ts';
import { appRoute, type Route, tokenRoute } from '../route.ts';

function installationsOf(store: Store, app: AppRecord): InstallationRecord[] {
  return [...store.installations.values()].filter((installation) => installation.app === app);
}

function findInstallation(store: Store, app: AppRecord, id: string): InstallationRecord | undefined {
  return installationsOf(store, app).find((installation) => String(installation.id) === id);
}

const getApp = appRoute(['GET', '/app'], ({ app, world: { store } }) =>
  ok({ ...appPayload(store.addresses, app), installations_count: installationsOf(store, app).length }),
);

const listInstallations = appRoute(['GET', '/app/installations'], (call) => {
  const { store } = call.world;
  const { items, headers } = paginate(call, installationsOf(store, call.app));
  return ok(
    items.map((one) => installationPayload(store.addresses, one)),
    headers,
  );
});

const getInstallation = appRoute(['GET', '/app/installations/:id'], ({ app, param, world: { store } }) => {
  const installation = findInstallation(store, app, param('id'));
  return installation === undefined ? notFound() : ok(installationPayload(store.addresses, installation));
});

const getRepositoryInstallation = appRoute(
  ['GET', '/repos/:owner/:repo/installation'],
  ({ app, param, world: { store } }) => {
    const repository = findRepository(store, `${param('owner')}/${param('repo')}`);
    const installation = installationsOf(store, app).find((one) => repository !== undefined && covers(one, repository));
    return installation === undefined ? notFound() : ok(installationPayload(store.addresses, installation));
  },
);

const createToken = appRoute(['POST', '/app/installations/:id/access_tokens'], ({ app, body, param, world }) => {
  const { store } = world;
  const installation = findInstallation(store, app, param('id'));
  if (installation === undefined) return notFound();
  if (installation.suspendedAt !== undefined) return forbidden('This installation has been suspended');
  const issued = issueToken(store, installation, body);
  if (!issued.ok) return issued.answer;
  const { token } = issued;
  const whole = {
    token: token.token,
    expires_at: formatTime(token.expiresAt),
    permissions: token.permissions,
    repository_selection: token.repositoryIds === undefined ? installation.selection : 'selected',
  };
  if (token.repositoryIds === undefined) return created(whole);
  const repositories = repositoriesOf(store, installation).filter(({ id }) => token.repositoryIds?.has(id));
  return created({ ...whole, repositories: repositories.map((one) => repositoryPayload(store.addresses, one)) });
});

const listRepositories = tokenRoute(['GET', '/installation/repositories'], (call) => {
  const { store } = call.world;
  const { installation } = call.token;
  const opened = repositoriesOf(store, installation).filter((repository) => opens(call.token, repository));
  const { items, headers } = paginate(call, opened);
  const repositories = items.map((one) => repositoryPayload(store.addresses, one));
  return ok({ total_count: opened.length, repository_selection: installation.selection, repositories }, headers);
});

const revokeToken = tokenRoute(['DELETE', '/installation/token'], ({ token, world }) => {
  world.store.tokens.delete(token.token);
  return { status: 204 };
});

export const appRoutes: readonly Route[] = [
  getApp,
  listInstallations,
  getInstallation,
  getRepositoryInstallation,
  createToken,
  listRepositories,
  revokeToken,
];
