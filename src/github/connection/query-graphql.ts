import { z } from 'zod';
import type { GithubFailure, GithubResult } from '../github.ts';
import { type Call, type Connection, callGithub } from './call-github.ts';
import { permissionHint } from './classify-failure.ts';

export interface Query<Value> extends Pick<Call<Value>, 'method' | 'installationId'> {
  query: string;
  variables: Record<string, unknown>;
  /** Shape of the answer's `data`. */
  data: z.ZodType<Value>;
}

const envelope = z.object({
  data: z.unknown(),
  errors: z.array(z.object({ type: z.string().optional(), message: z.string() })).optional(),
});

/**
 * One GraphQL query. GraphQL answers 200 to most failures and names them in `errors`; half an answer counts as none. The
 * address comes from the settings, because on GitHub Enterprise Server it is not below the REST address.
 */
export async function queryGraphql<Value>(connection: Connection, query: Query<Value>): Promise<GithubResult<Value>> {
  const { method, installationId, variables } = query;
  const result = await callGithub(connection, {
    method,
    installationId,
    kind: 'read',
    route: `POST ${connection.graphqlUrl}`,
    parameters: { query: query.query, variables },
    answer: envelope,
  });
  if (!result.ok) {
    return result;
  }
  // Not what the call itself asked: that was answered.
  const asked = [installationId, method, variables];
  const [error] = result.value.errors ?? [];
  if (error !== undefined) {
    return { ok: false, failure: connection.refusals.judge(asked, classifyQueryError(method, error)) };
  }
  connection.refusals.forget(asked);
  const parsed = query.data.safeParse(result.value.data);
  if (!parsed.success) {
    return { ok: false, failure: { kind: 'later', message: `${method}: GitHub's answer is not understood.` } };
  }
  return { ok: true, value: parsed.data };
}

/** Errors without a type are GitHub's own troubles (a query that took too long), except those of the query's grammar. */
function classifyQueryError(method: string, error: { type?: string | undefined; message: string }): GithubFailure {
  const message = `${method}: GitHub answered ${error.type ?? 'an error'} (${error.message.slice(0, 300)}).`;
  switch (error.type) {
    case 'RATE_LIMITED':
      return { kind: 'later', message, retryAfterMs: 60_000 };
    case 'NOT_FOUND':
      return { kind: 'gone', message };
    case 'FORBIDDEN':
    case 'INSUFFICIENT_SCOPES':
      return { kind: 'refused', message: `${message} ${permissionHint}`, isForbidden: true };
    default:
      return { kind: /doesn't exist on type|parse error/i.test(error.message) ? 'refused' : 'later', message };
  }
}
