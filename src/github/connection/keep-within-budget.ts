import type { InstallationBudget } from './installation-budget.ts';
import { readErrorAnswer, readHeaders } from './read-answer.ts';
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
    const isGraphql = options.url === graphqlUrl;
    const isRead = isGraphql || options.method === 'GET' || options.method === 'HEAD';
    const resource = isGraphql ? 'graphql' : 'core';
    return await budget.run(isRead ? 'read' : 'write', resource, async () => {
      try {
        const answer = await request(options);
        pauseFor(readSpentLimit(readHeaders(answer.headers), Date.now()));
        return answer;
      } catch (error) {
        pauseFor(readRateLimit(readErrorAnswer(error), Date.now()));
        throw error;
      }
    });
  });

  function pauseFor(limit: ReturnType<typeof readSpentLimit>): void {
    if (limit !== undefined) {
      budget.pause(limit);
    }
  }
}
