import { graphql } from 'graphql';
import { z } from 'zod';
import type { RateLimit } from '../limits/rate-limits.ts';
import { type Answer, badRequest, forbidden, ok, unauthorized } from '../rest/answer.ts';
import type { Principal } from '../rest/authenticate.ts';
import { findRepository, type Store } from '../store/store.ts';
import { errorPayload } from './refuse-field.ts';
import { findRepositoryValue } from './repository-value.ts';
import { schema } from './schema.ts';

const requestSchema = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
});

function parseRequest(body: Buffer): z.infer<typeof requestSchema> | undefined {
  try {
    return requestSchema.parse(JSON.parse(body.toString('utf8')));
  } catch {
    // Both kinds of failure mean the same to the caller: this is no GraphQL request.
    return undefined;
  }
}

/** Answers a GraphQL query; like GitHub with status 200 also where fields could not be answered. */
export async function answerQuery(
  store: Store,
  principal: Principal,
  body: Buffer,
  rateLimit: RateLimit,
): Promise<Answer> {
  if (principal.kind === 'nobody') return unauthorized('This endpoint requires you to be authenticated.');
  if (principal.kind === 'app' || principal.kind === 'user') return forbidden('Resource not accessible by integration');
  const request = parseRequest(body);
  if (request === undefined) return badRequest('Problems parsing JSON');
  const scope = { store, token: principal.token };
  const { reset, ...counts } = rateLimit;
  const result = await graphql({
    schema,
    source: request.query,
    variableValues: request.variables ?? {},
    operationName: request.operationName ?? null,
    rootValue: {
      repository: ({ owner, name }: { owner: string; name: string }) =>
        findRepositoryValue(scope, findRepository(store, `${owner}/${name}`), `${owner}/${name}`),
      rateLimit: { ...counts, cost: 1, nodeCount: 0, resetAt: new Date(reset * 1000).toISOString() },
      viewer: { login: principal.app.bot.login },
    },
  });
  const { data, errors } = result;
  if (errors === undefined) return ok({ data });
  return ok({ ...(data === undefined ? {} : { data }), errors: errors.map(errorPayload) });
}
