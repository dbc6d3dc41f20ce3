import { z } from 'zod';
import { type Connection, callGithub } from './connection/call-github.ts';
import type {
  CheckAnnotation,
  CheckProgress,
  CheckState,
  FoundCheck,
  GithubResult,
  NewCheck,
  RepositoryAddress,
} from './github.ts';

/** A rounded number would be another check's. */
const idOnly = z.object({ id: z.int() });

/**
 * `POST check-runs`, never sent twice: after a failure that may have reached GitHub the answer is `later`, and the caller looks
 * for the check's `externalId` before it tries again.
 */
export async function createCheckRun(
  connection: Connection,
  repository: RepositoryAddress,
  check: NewCheck,
  { signal }: { signal?: AbortSignal } = {},
): Promise<GithubResult<{ id: number }>> {
  return await callGithub(connection, {
    method: 'createCheckRun',
    installationId: repository.installationId,
    kind: 'write',
    route: 'POST /repos/{owner}/{repo}/check-runs',
    parameters: {
      ...addressOf(repository),
      name: check.name,
      head_sha: check.headSha,
      external_id: check.externalId,
      ...writeState(check),
    },
    signal,
    answer: idOnly,
  });
}

export async function updateCheckRun(
  connection: Connection,
  repository: RepositoryAddress,
  { id, signal }: { id: number; signal?: AbortSignal },
  state: CheckState | CheckProgress,
): Promise<GithubResult<undefined>> {
  const result = await callGithub(connection, {
    method: 'updateCheckRun',
    installationId: repository.installationId,
    kind: 'write',
    route: 'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}',
    parameters: {
      ...addressOf(repository),
      check_run_id: id,
      ...writeState(state),
    },
    signal,
    answer: idOnly,
  });
  return result.ok ? { ok: true, value: undefined } : result;
}

const conclusions = ['success', 'failure', 'cancelled', 'timed_out', 'action_required', 'neutral', 'skipped'] as const;

const checkList = z.object({
  check_runs: z.array(
    z.object({
      id: z.number(),
      external_id: z.string().nullish(),
      status: z.enum(['queued', 'in_progress', 'completed']).catch('queued'),
      conclusion: z.enum(conclusions).nullish().catch(undefined),
      output: z.object({ annotations_count: z.number().nullish() }).nullish().catch(undefined),
    }),
  ),
});

const perPage = 100;
const maxPages = 10;

/** The App's own check runs of that name on that commit, every attempt of them, newest first as GitHub lists them. */
export async function listCheckRuns(
  connection: Connection,
  repository: RepositoryAddress,
  commit: string,
  name: string,
): Promise<GithubResult<FoundCheck[]>> {
  const found: FoundCheck[] = [];
  for (let page = 1; page <= maxPages; page += 1) {
    const result = await callGithub(connection, {
      method: 'listCheckRuns',
      installationId: repository.installationId,
      kind: 'read',
      route: 'GET /repos/{owner}/{repo}/commits/{ref}/check-runs',
      parameters: {
        ...addressOf(repository),
        ref: commit,
        check_name: name,
        app_id: connection.appId,
        filter: 'all',
        per_page: perPage,
        page,
      },
      answer: checkList,
    });
    if (!result.ok) {
      return result;
    }
    found.push(...result.value.check_runs.map(toFoundCheck));
    if (result.value.check_runs.length < perPage) {
      break;
    }
  }
  return { ok: true, value: found };
}

function toFoundCheck(run: z.infer<typeof checkList>['check_runs'][number]): FoundCheck {
  const annotations = run.output?.annotations_count;
  return {
    id: run.id,
    externalId: run.external_id ?? '',
    status: run.status,
    ...(run.conclusion ? { conclusion: run.conclusion } : {}),
    ...(typeof annotations === 'number' ? { annotations } : {}),
  };
}

function addressOf(repository: RepositoryAddress): { owner: string; repo: string } {
  return { owner: repository.owner, repo: repository.name };
}

function writeState(given: CheckState | CheckProgress): Record<string, unknown> {
  const state: Partial<CheckState> & CheckProgress = given;
  const { title, summary, text, annotations } = state.output;
  return {
    ...(state.status === undefined ? {} : { status: state.status }),
    ...(state.conclusion === undefined ? {} : { conclusion: state.conclusion }),
    ...(state.startedAt === undefined ? {} : { started_at: state.startedAt }),
    ...(state.completedAt === undefined ? {} : { completed_at: state.completedAt }),
    ...(state.detailsUrl === undefined ? {} : { details_url: state.detailsUrl }),
    ...(state.actions === undefined ? {} : { actions: state.actions }),
    output: {
      title,
      summary,
      ...(text === undefined ? {} : { text }),
      ...(annotations === undefined || annotations.length === 0
        ? {}
        : { annotations: annotations.map(writeAnnotation) }),
    },
  };
}

/** GitHub refuses columns on an annotation of several lines. */
function writeAnnotation(annotation: CheckAnnotation): Record<string, unknown> {
  const { startLine, endLine, startColumn, endColumn } = annotation;
  const columns =
    startLine === endLine && startColumn !== undefined
      ? { start_column: startColumn, end_column: endColumn ?? startColumn }
      : {};
  return {
    path: annotation.path,
    start_line: startLine,
    end_line: endLine,
    ...columns,
    annotation_level: annotation.level,
    ...(annotation.title === undefined ? {} : { title: annotation.title }),
    message: annotation.message,
  };
}
