import { RE2JS } from 're2js';
import { z } from 'zod';
import type { FaultMatch } from '../../limits/faults.ts';
import { primaryLimitFault, secondaryLimitFault } from '../../limits/known-faults.ts';
import { defineAction } from '../action.ts';

const match = z
  .object({
    method: z.string().optional(),
    /** A regular expression, found anywhere in the path behind `/api/v3` (GraphQL: `/graphql`). */
    path: z.union([z.string(), z.instanceof(RegExp)]).optional(),
    installationId: z.int().optional(),
    /** `owner/name`: whatever is asked about it, by REST or GraphQL. */
    repository: z.string().optional(),
  })
  .default({});

function matchOf({ path, ...rest }: z.output<typeof match>): FaultMatch {
  if (path === undefined || path instanceof RegExp) return { ...rest, path };
  const compiled = RE2JS.compile(path);
  return { ...rest, path: { test: (text) => compiled.matcher(text).find() } };
}

const times = z.int().min(1).optional();

const fail = defineAction(
  z.object({
    match,
    status: z.int().optional(),
    body: z.unknown().optional(),
    headers: z.record(z.string(), z.string()).optional(),
    /** Cuts the connection instead of answering. */
    reset: z.boolean().optional(),
    delayMs: z.number().optional(),
    /** Carries the call out first, so that only its answer is lost. */
    after: z.boolean().optional(),
    /** How many calls it hits; all when absent. */
    times,
  }),
  ({ faults }, wanted) => faults.add({ ...wanted, match: matchOf(wanted.match) }),
);

const failByPrimaryLimit = defineAction(
  z.object({ match, resetSeconds: z.number().default(60), times }),
  ({ faults, world }, wanted) => {
    const resetAt = new Date(world.store.now().getTime() + wanted.resetSeconds * 1000);
    faults.add({ ...primaryLimitFault(matchOf(wanted.match), resetAt, 5000), times: wanted.times });
  },
);

const failBySecondaryLimit = defineAction(
  z.object({
    match,
    retryAfterSeconds: z.int().default(1),
    status: z.union([z.literal(403), z.literal(429)]).default(403),
    times,
  }),
  ({ faults }, wanted) => {
    const fault = secondaryLimitFault(matchOf(wanted.match), wanted.retryAfterSeconds, wanted.status);
    faults.add({ ...fault, times: wanted.times });
  },
);

const clearFaults = defineAction(z.object({}), ({ faults, rateLimits }) => {
  faults.clear();
  rateLimits.clear();
});

const setRateLimit = defineAction(
  z.object({
    installationId: z.int(),
    resource: z.enum(['core', 'graphql']).default('core'),
    limit: z.int().default(5000),
    remaining: z.int(),
    resetSeconds: z.number().default(3600),
  }),
  ({ rateLimits }, { installationId, resource, ...wanted }) => rateLimits.set(`${resource}/${installationId}`, wanted),
);

const calls = defineAction(z.object({}), ({ calls: log }) => log.list());

const clearCalls = defineAction(z.object({}), ({ calls: log }) => log.clear());

export const faultActions = {
  fail,
  failByPrimaryLimit,
  failBySecondaryLimit,
  clearFaults,
  setRateLimit,
  calls,
  clearCalls,
};
