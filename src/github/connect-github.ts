import type { Probot } from 'probot';
import type { Settings } from '../settings/settings.ts';
import { askAsInstallation } from './connection/ask-as-installation.ts';
import { type BudgetLimits, type Clock, defaultBudgetLimits } from './connection/budget/installation-budget.ts';
import { createInstallationBudgets } from './connection/budget/installation-budgets.ts';
import type { CallOutcome } from './connection/call-github.ts';
import { createOctokits } from './connection/create-octokits.ts';
import { createQuietLog } from './connection/quiet-log.ts';
import { createSendToGithub, type SendToGithub } from './connection/send-to-github.ts';
import { createGithub } from './create-github.ts';
import { createProbot, type ProbotLog } from './create-probot.ts';
import type { GithubDeliveries } from './deliveries/deliveries.ts';
import type { GitHub } from './github.ts';
import type { GithubInstallations } from './installations/installations.ts';
import type { GithubPeople } from './people/people.ts';

export interface GithubConnectionParts {
  clock?: Clock;
  limits?: BudgetLimits;
  /** Takes the place of the network in tests. */
  send?: SendToGithub;
  /** Told of every call's method and outcome, for metrics. */
  onCall?: (method: string, outcome: CallOutcome) => void;
}

const systemClock: Clock = {
  now: () => Date.now(),
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

/** Probot and the GitHub of the settings, with the same tokens and within the same budgets: the wiring of this room. */
export function connectGithub(
  settings: Settings,
  log: ProbotLog,
  parts: GithubConnectionParts = {},
): { probot: Probot; github: GitHub & GithubPeople & GithubInstallations & GithubDeliveries } {
  const { apiUrl, graphqlUrl } = settings.github;
  const clock = parts.clock ?? systemClock;
  const send = parts.send ?? createSendToGithub();
  const budgetOf = createInstallationBudgets(parts.limits ?? defaultBudgetLimits, clock);
  const probot = createProbot(settings, log, { send, budgetOf });
  const common = { apiUrl, graphqlUrl, send, log: createQuietLog(log), wait: clock.wait };
  const octokits = createOctokits(probot, (installationId, octokit) =>
    askAsInstallation({ ...common, installationId, octokit, budget: budgetOf(installationId) }),
  );
  const github = createGithub({
    ...octokits,
    graphqlUrl,
    appId: settings.appId,
    now: () => clock.now(),
    wait: (ms) => clock.wait(ms),
    ...(parts.onCall === undefined ? {} : { onCall: parts.onCall }),
  });
  return { probot, github };
}
