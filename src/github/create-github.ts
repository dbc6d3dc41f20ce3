import { z } from 'zod';
import { listChangedFiles } from './changes/list-changed-files.ts';
import { createCheckRun, listCheckRuns, updateCheckRun } from './check-runs.ts';
import { createRefusals } from './connection/bear-refusals.ts';
import { type Connection, callGithub } from './connection/call-github.ts';
import { askDeliveries } from './deliveries/ask-deliveries.ts';
import type { GithubDeliveries } from './deliveries/deliveries.ts';
import type { GitHub, GithubResult } from './github.ts';
import { askInstallations } from './installations/ask-installations.ts';
import type { GithubInstallations } from './installations/installations.ts';
import { hasReply, react, reply } from './people/converse.ts';
import { isOnBranch } from './people/is-on-branch.ts';
import { listLatestChecks } from './people/list-latest-checks.ts';
import { listPullRequests } from './people/list-pull-requests.ts';
import type { GithubPeople } from './people/people.ts';
import { readPermission } from './people/read-permission.ts';
import { readPullRequest } from './people/read-pull-request.ts';
import { readFile } from './read-file.ts';
import { readRepository } from './read-repository.ts';
import { readRepositoryFiles } from './read-repository-files.ts';

export type GithubParts = Pick<Connection, 'octokitFor' | 'appOctokit' | 'graphqlUrl' | 'appId'> &
  Partial<Pick<Connection, 'now' | 'wait' | 'onCall'>>;

/** All that this app asks of GitHub, over the Octokits handed in. */
export function createGithub(parts: GithubParts): GitHub & GithubPeople & GithubInstallations & GithubDeliveries {
  const now = parts.now ?? Date.now;
  const connection: Connection = {
    now,
    refusals: createRefusals(now),
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    onCall: () => undefined,
    ...parts,
  };
  return {
    ...askInstallations(connection),
    ...askDeliveries(connection),
    readRepositoryFiles: (repository, commitOrRef) => readRepositoryFiles(connection, repository, commitOrRef),
    readFile: (repository, commit, path) => readFile(connection, repository, commit, path),
    readRepository: (repository) => readRepository(connection, repository),
    listChangedFiles: (repository, range) => listChangedFiles(connection, repository, range),
    createCheckRun: (repository, check, options) => createCheckRun(connection, repository, check, options),
    updateCheckRun: (repository, id, state, options) =>
      updateCheckRun(connection, repository, { ...options, id }, state),
    listCheckRuns: (repository, commit, name) => listCheckRuns(connection, repository, commit, name),
    checkCredentials: () => checkCredentials(connection),
    readPermission: (repository, login) => readPermission(connection, repository, login),
    readPullRequest: (repository, number) => readPullRequest(connection, repository, number),
    listPullRequests: (repository, commit) => listPullRequests(connection, repository, commit),
    react: (repository, comment, reaction) => react(connection, repository, comment, reaction),
    reply: (repository, place, text) => reply(connection, repository, place, text),
    hasReply: (repository, place, wanted) => hasReply(connection, repository, place, wanted),
    listLatestChecks: (repository, commit) => listLatestChecks(connection, repository, commit),
    isOnBranch: (repository, commit, branch) => isOnBranch(connection, repository, commit, branch),
  };
}

const app = z.object({ slug: z.string() });

function checkCredentials(connection: Connection): Promise<GithubResult<{ slug: string }>> {
  return callGithub(connection, {
    method: 'checkCredentials',
    installationId: 0,
    kind: 'read',
    route: 'GET /app',
    parameters: {},
    answer: app,
  });
}
