import { z } from 'zod';
import { type Connection, callGithub } from '../connection/call-github.ts';
import type { GithubResult } from '../github.ts';
import type { GithubInstallations } from './installations.ts';

const token = z.object({ token: z.string().min(1), expires_at: z.iso.datetime({ offset: true }) });
const installation = z.object({ id: z.number(), suspended_at: z.string().nullish() });

const reached = z.object({
  repositories: z.array(z.object({ id: z.number(), name: z.string(), owner: z.object({ login: z.string() }) })),
});

const perPage = 100;

/** The App's own questions, asked with its JWT, and the one about itself that an installation's token asks. */
export function askInstallations(connection: Connection): GithubInstallations {
  return {
    async createReadToken({ installationId, id }) {
      const made = await callGithub(connection, {
        method: 'createReadToken',
        installationId: 0,
        // A token whose answer never came is of no use to anybody and ends by itself, so it may be asked for again.
        kind: 'read',
        route: 'POST /app/installations/{installation_id}/access_tokens',
        parameters: { installation_id: installationId, repository_ids: [id], permissions: { contents: 'read' } },
        answer: token,
      });
      if (!made.ok) return made;
      return { ok: true, value: { token: made.value.token, expiresAt: Date.parse(made.value.expires_at) } };
    },
    async isActive(installationId) {
      const found = await readInstallation(connection, 'isActive', {
        route: 'GET /app/installations/{installation_id}',
        parameters: { installation_id: installationId },
      });
      return found.ok ? { ok: true, value: found.value !== undefined } : found;
    },
    async listInstallations() {
      const active = new Set<number>();
      for (let page = 1; ; page += 1) {
        const listed = await callGithub(connection, {
          method: 'listInstallations',
          installationId: 0,
          kind: 'read',
          route: 'GET /app/installations',
          parameters: { per_page: perPage, page },
          answer: z.array(installation),
        });
        if (!listed.ok) return listed;
        for (const { id, suspended_at: suspendedAt } of listed.value) if (!suspendedAt) active.add(id);
        if (listed.value.length < perPage) return { ok: true, value: active };
      }
    },
    async listRepositories(installationId, page) {
      const listed = await callGithub(connection, {
        ...{ method: 'listRepositories', installationId },
        kind: 'read',
        route: 'GET /installation/repositories',
        parameters: { per_page: perPage, page },
        answer: reached,
      });
      if (!listed.ok) return listed;
      const repositories = listed.value.repositories.map(({ id, name, owner }) => ({ id, owner: owner.login, name }));
      return { ok: true, value: { repositories, isLast: repositories.length < perPage } };
    },
    findInstallation(fullName) {
      const [owner = '', repo = ''] = fullName.split('/');
      return readInstallation(connection, 'findInstallation', {
        route: 'GET /repos/{owner}/{repo}/installation',
        parameters: { owner, repo },
      });
    },
  };
}

/** The id of what is found and not suspended. */
async function readInstallation(
  connection: Connection,
  method: string,
  asked: { route: string; parameters: Record<string, unknown> },
): Promise<GithubResult<number | undefined>> {
  const found = await callGithub(connection, {
    ...{ method, ...asked },
    installationId: 0,
    kind: 'read',
    answer: installation,
  });
  if (found.ok) return { ok: true, value: found.value.suspended_at ? undefined : found.value.id };
  return found.failure.kind === 'gone' ? { ok: true, value: undefined } : found;
}
