import { z } from 'zod';
import { type Connection, callGithub } from '../connection/call-github.ts';
import type { GithubResult, RepositoryAddress } from '../github.ts';
import type { LatestCheck } from './people.ts';

const conclusions = ['success', 'failure', 'cancelled', 'timed_out', 'action_required', 'neutral', 'skipped'] as const;

const answer = z.object({
  check_runs: z.array(
    z.object({
      id: z.number(),
      name: z.string(),
      external_id: z.string().nullish(),
      status: z.enum(['queued', 'in_progress', 'completed']).catch('queued'),
      conclusion: z.enum(conclusions).nullish().catch(undefined),
      output: z
        .object({ title: z.string().nullish(), summary: z.string().nullish(), text: z.string().nullish() })
        .nullish(),
    }),
  ),
});

const perPage = 100;
const maxPages = 10;

/** The App's own check runs on a commit, of each name the newest. */
export async function listLatestChecks(
  connection: Connection,
  repository: RepositoryAddress,
  commit: string,
): Promise<GithubResult<LatestCheck[]>> {
  const found = new Map<string, LatestCheck>();
  for (let page = 1; page <= maxPages; page += 1) {
    const result = await callGithub(connection, {
      method: 'listLatestChecks',
      installationId: repository.installationId,
      kind: 'read',
      route: 'GET /repos/{owner}/{repo}/commits/{ref}/check-runs',
      parameters: {
        owner: repository.owner,
        repo: repository.name,
        ref: commit,
        app_id: connection.appId,
        filter: 'latest',
        per_page: perPage,
        page,
      },
      answer,
    });
    if (!result.ok) return result;
    for (const run of result.value.check_runs) {
      // `latest` is by suite, and a commit may have several; ids grow.
      if ((found.get(run.name)?.id ?? 0) < run.id) found.set(run.name, toLatestCheck(run));
    }
    if (result.value.check_runs.length < perPage) break;
  }
  return { ok: true, value: [...found.values()] };
}

function toLatestCheck(run: z.infer<typeof answer>['check_runs'][number]): LatestCheck {
  const { id, name, status, conclusion } = run;
  const { title, summary, text } = run.output ?? {};
  return {
    ...{ id, name, status, externalId: run.external_id ?? '' },
    ...(conclusion ? { conclusion } : {}),
    output: { title: title ?? name, summary: summary ?? '', ...(text ? { text } : {}) },
  };
}
