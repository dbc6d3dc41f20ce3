import { z } from 'zod';
import type { HttpAnswer, HttpRequest } from '../../exchange/send-request.ts';
import type { InstallationBudget } from './budget/installation-budget.ts';
import { askWithinBudget } from './budget/keep-within-budget.ts';
import type { Octokit } from './call-github.ts';
import type { SendToGithub } from './send-to-github.ts';
import { writeRequest } from './write-request.ts';

export interface InstallationParts {
  installationId: number;
  /** `https://api.github.com` */
  apiUrl: string;
  graphqlUrl: string;
  /** Knows the installation's token, and asks for it where there is none. */
  octokit: { auth(options: object): Promise<unknown> };
  budget: InstallationBudget;
  send: SendToGithub;
  log: { debug(message: string): unknown };
  wait(ms: number): Promise<void>;
}

const installationToken = z.object({ token: z.string(), createdAt: z.string() });

/** GitHub may need this long until all of it knows a new token. */
const youngForMs = 5000;
const maxYoungTries = 3;

/**
 * Asks as an installation, with the token that Octokit keeps and without the rest of it: writing out and reading one call through its
 * hooks costs several times what the call does. Errors have the shape of Octokit's, `{ status, response: { headers, data } }`.
 */
export function askAsInstallation(parts: InstallationParts): Octokit {
  const { installationId, apiUrl, graphqlUrl, octokit, budget, send, log } = parts;

  async function sendWithToken(request: Omit<HttpRequest, 'headers'>): Promise<HttpAnswer> {
    for (let tries = 1; ; tries += 1) {
      const { token, createdAt } = installationToken.parse(
        await octokit.auth({ type: 'installation', installationId }),
      );
      const answer = await send({ ...request, headers: headersOf(token, request.body) });
      log.debug(`GitHub request: ${request.method} ${request.url} - ${answer.status}`);
      const isYoung = Date.now() - Date.parse(createdAt) < youngForMs;
      if (answer.status !== 401 || !isYoung || tries > maxYoungTries) return answer;
      await parts.wait(tries * 1000);
    }
  }

  return {
    auth: (options) => octokit.auth(options),
    async request(route, parameters = {}, { signal } = {}) {
      const request = { ...writeRequest(apiUrl, route, parameters), signal };
      return await askWithinBudget(budget, { ...request, graphqlUrl }, async () => {
        const { status, headers, text } = await sendWithToken(request);
        const data = parseBody(text);
        if (status < 400) return { data, headers };
        const message = `GitHub answered ${status} to ${request.method} ${request.url}.`;
        throw Object.assign(new Error(message), { status, response: { headers, data } });
      });
    },
  };
}

function headersOf(token: string, body: string | undefined): Record<string, string> {
  return {
    authorization: `token ${token}`,
    accept: 'application/vnd.github.v3+json',
    'user-agent': 'argo-events-app',
    ...(body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' }),
  };
}

/** A proxy may answer with a page. */
function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
