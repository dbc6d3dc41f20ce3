import type { Probot } from 'probot';
import type { Settings } from '../settings/settings.ts';
import type { CallOutcome } from './connection/call-github.ts';
import { createOctokits } from './connection/create-octokits.ts';
import { createGithub } from './create-github.ts';
import { createProbot, type ProbotLog, type ProbotParts, systemClock } from './create-probot.ts';
import type { GithubDeliveries } from './deliveries/deliveries.ts';
import type { GitHub } from './github.ts';
import type { GithubInstallations } from './installations/installations.ts';
import type { GithubPeople } from './people/people.ts';

export interface GithubConnectionParts extends ProbotParts {
  /** Told of every call's method and outcome, for metrics. */
  onCall?: (method: string, outcome: CallOutcome) => void;
}

/** Probot and the GitHub of the settings, over the same Octokits: the wiring of this room. */
export function connectGithub(
  settings: Settings,
  log: ProbotLog,
  parts: GithubConnectionParts = {},
): { probot: Probot; github: GitHub & GithubPeople & GithubInstallations & GithubDeliveries } {
  const probot = createProbot(settings, log, parts);
  const clock = parts.clock ?? systemClock;
  const github = createGithub({
    ...createOctokits(probot),
    graphqlUrl: settings.github.graphqlUrl,
    appId: settings.appId,
    now: () => clock.now(),
    wait: (ms) => clock.wait(ms),
    ...(parts.onCall === undefined ? {} : { onCall: parts.onCall }),
  });
  return { probot, github };
}
