import { readErrorAnswer, readHeaders } from '../read-answer.ts';
import type { InstallationBudget } from './installation-budget.ts';
import { readRateLimit, readSpentLimit } from './read-limit.ts';

interface Endpoint {
  method: string;
  url: string;
}

interface Answer {
  headers: unknown;
}

/** The part of Octokit's hooks that wraps every request. */
export interface RequestHook {
  wrap(
    name: 'request',
    around: <Options extends Endpoint, Response extends Answer>(
      request: (options: Options) => Response | Promise<Response>,
      options: Options,
    ) => Promise<Response>,
  ): void;
}

/**
 * Makes every request of an Octokit wait for its turn in the installation's budget, and the budget learn the limits that
 * GitHub names. Token requests are left alone: they are made inside a request that has its turn already.
 */
export function keepWithinBudget(hook: RequestHook, budget: InstallationBudget, graphqlUrl: string): void {
  hook.wrap('request', async (request, options) => {
    if (options.url.endsWith('/access_tokens')) {
      return await request(options);
    }
    return await askWithinBudget(budget, { ...options, graphqlUrl }, async () => await request(options));
  });
}

/** Makes one request in its turn. */
export async function askWithinBudget<Response extends Answer>(
  budget: InstallationBudget,
  { method, url, graphqlUrl }: Endpoint & { graphqlUrl: string },
  request: () => Promise<Response>,
): Promise<Response> {
  const isGraphql = url === graphqlUrl;
  const isRead = isGraphql || method === 'GET' || method === 'HEAD';
  return await budget.run(isRead ? 'read' : 'write', isGraphql ? 'graphql' : 'core', async () => {
    try {
      const answer = await request();
      pauseFor(readSpentLimit(readHeaders(answer.headers), Date.now()));
      return answer;
    } catch (error) {
      pauseFor(readRateLimit(readErrorAnswer(error), Date.now()));
      throw error;
    }
  });

  function pauseFor(limit: ReturnType<typeof readSpentLimit>): void {
    if (limit !== undefined) {
      budget.pause(limit);
    }
  }
}
