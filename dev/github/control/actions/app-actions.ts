import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { createAccount, findAccount } from '../../change/app/accounts.ts';
import { createApp } from '../../change/app/create-app.ts';
import { changeRepositories, installApp, setSuspended, uninstallApp } from '../../change/app/installations.ts';
import { requireRepository } from '../../change/repository/repositories.ts';
import { defineAction } from '../action.ts';
import {
  appName,
  appNamed,
  installationNumbered,
  permissions,
  personNamed,
  repositoryName,
  sender,
} from '../inputs.ts';

const create = defineAction(
  z.object({
    slug: z.string().default('argo-events-app'),
    owner: sender,
    /** Without one nothing is delivered; `setWebhook` gives it later. */
    webhookUrl: z.url().optional(),
    /** Generated when absent. */
    webhookSecret: z.string().optional(),
    permissions: permissions.optional(),
    events: z.array(z.string()).optional(),
  }),
  async ({ world: { store } }, wanted) => {
    const { app, privateKey } = await createApp(store, {
      slug: wanted.slug,
      owner: personNamed(store, wanted.owner),
      webhookUrl: wanted.webhookUrl,
      webhookSecret: wanted.webhookSecret,
      permissions: wanted.permissions,
      events: wanted.events,
    });
    return {
      id: app.id,
      slug: app.slug,
      clientId: app.clientId,
      privateKey,
      webhookSecret: app.hook.secret,
      botLogin: app.bot.login,
    };
  },
);

const setWebhook = defineAction(
  z.object({
    app: appName.default('argo-events-app'),
    /** `null` turns deliveries off. */
    url: z.url().nullable().optional(),
    secret: z.string().optional(),
  }),
  ({ world: { store } }, { app: name, secret, url }) => {
    const { hook } = appNamed(store, name);
    if (url !== undefined) hook.url = url ?? undefined;
    hook.secret = secret ?? hook.secret;
  },
);

const createOrganization = defineAction(z.object({ login: z.string() }), ({ world: { store } }, { login }) => ({
  id: createAccount(store, login, 'Organization').id,
}));

const createUser = defineAction(z.object({ login: z.string() }), ({ world: { store } }, { login }) => ({
  id: createAccount(store, login, 'User').id,
}));

const createUserToken = defineAction(
  z.object({
    login: z.string(),
    /** What the token may, as far as the person may. */
    access: z.enum(['read', 'write']).default('write'),
    /** Absent: all repositories that the person sees. */
    repositories: z.array(repositoryName).optional(),
  }),
  ({ world: { store } }, { access, login, repositories }) => {
    const token = `github_pat_${randomBytes(30).toString('hex')}`;
    const ids = repositories?.map((name) => requireRepository(store, name).id);
    const repositoryIds = ids === undefined ? undefined : new Set(ids);
    store.userTokens.set(token, { account: personNamed(store, login), access, repositoryIds });
    return { token };
  },
);

const install = defineAction(
  z.object({
    app: appName.default('argo-events-app'),
    /** The account that installs it. */
    account: z.string(),
    /** Absent: all repositories of the account. */
    repositories: z.array(repositoryName).optional(),
    permissions: permissions.optional(),
    sender,
  }),
  async ({ world }, wanted) => {
    const { store } = world;
    const installation = await installApp(world, {
      app: appNamed(store, wanted.app),
      account: findAccount(store, wanted.account) ?? createAccount(store, wanted.account, 'Organization'),
      repositories: wanted.repositories?.map((name) => requireRepository(store, name)),
      permissions: wanted.permissions,
      sender: personNamed(store, wanted.sender),
    });
    return { id: installation.id };
  },
);

const uninstall = defineAction(z.object({ installation: z.int(), sender }), ({ world }, input) =>
  uninstallApp(world, installationNumbered(world.store, input.installation), personNamed(world.store, input.sender)),
);

const setInstallationSuspended = defineAction(
  z.object({ installation: z.int(), suspended: z.boolean(), sender }),
  ({ world }, { installation, sender: login, suspended }) =>
    setSuspended(world, installationNumbered(world.store, installation), suspended, personNamed(world.store, login)),
);

const changeInstallation = defineAction(
  z.object({
    installation: z.int(),
    add: z.array(repositoryName).default([]),
    remove: z.array(repositoryName).default([]),
    sender,
  }),
  ({ world }, input) => {
    const { store } = world;
    return changeRepositories(world, {
      installation: installationNumbered(store, input.installation),
      added: input.add.map((name) => requireRepository(store, name)),
      removed: input.remove.map((name) => requireRepository(store, name)),
      sender: personNamed(store, input.sender),
    });
  },
);

const setTokenLifetime = defineAction(z.object({ seconds: z.number() }), ({ world: { store } }, { seconds }) => {
  store.tokenLifetimeMs = seconds * 1000;
});

/** Lets every token issued so far stop working, as after an hour. */
const expireTokens = defineAction(z.object({}), ({ world: { store } }) => store.tokens.clear());

export const appActions = {
  createApp: create,
  setWebhook,
  createOrganization,
  createUser,
  createUserToken,
  installApp: install,
  uninstallApp: uninstall,
  setInstallationSuspended,
  changeInstallation,
  setTokenLifetime,
  expireTokens,
};
