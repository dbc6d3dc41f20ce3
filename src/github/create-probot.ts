import { Probot, ProbotOctokit } from 'probot';
import { isRecord } from '../json/is-record.ts';
import type { Settings } from '../settings/settings.ts';
import type { InstallationBudget } from './connection/budget/installation-budget.ts';
import { keepWithinBudget } from './connection/budget/keep-within-budget.ts';
import { createOctokitFetch } from './connection/octokit-fetch.ts';
import { createQuietLog, type OctokitLog } from './connection/quiet-log.ts';
import type { SendToGithub } from './connection/send-to-github.ts';

type ProbotOptions = NonNullable<ConstructorParameters<typeof Probot>[0]>;
export type ProbotLog = NonNullable<ProbotOptions['log']>;

export interface ProbotParts {
  send: SendToGithub;
  budgetOf: (installationId: number) => InstallationBudget;
}

/** The options that are looked into here; the others go through. */
interface OctokitOptions {
  auth?: unknown;
  log?: OctokitLog;
  throttle?: object;
  retry?: object;
}

/**
 * Probot as a library: the App's authentication, an Octokit an installation, `receive`. Nothing of it listens for HTTP.
 *
 * Changed against Probot's own Octokit (14.3): its throttling (one write a second over all installations) and its retries
 * (which would double a check run) are off, every installation has a budget of its own, requests end, no request or answer
 * body reaches the log, and tokens are asked of the API host in the settings, never of api.github.com by default.
 */
export function createProbot(settings: Settings, log: ProbotLog, { send, budgetOf }: ProbotParts): Probot {
  const [secret] = settings.webhookSecrets;
  if (secret === undefined || secret === '') {
    throw new Error('A webhook secret is required: without one Probot would accept its own default secret.');
  }
  const Octokit = ProbotOctokit.plugin((octokit, options) =>
    keepWithinBudget(octokit.hook, budgetOf(readInstallationId(options.auth)), settings.github.graphqlUrl),
  ).defaults((options: OctokitOptions) => ({
    ...options,
    ...(options.auth === undefined ? {} : { auth: withoutOwnRequest(options.auth) }),
    ...(options.log === undefined ? {} : { log: createQuietLog(options.log) }),
    throttle: { ...options.throttle, enabled: false },
    retry: { ...options.retry, enabled: false },
  }));
  return new Probot({
    appId: settings.appId,
    privateKey: settings.privateKey,
    secret,
    baseUrl: settings.github.apiUrl,
    log: log.child({}, { serializers: { event: describeEvent } }),
    request: { fetch: createOctokitFetch(send), log: createQuietLog(log) },
    Octokit,
  });
}

function readInstallationId(auth: unknown): number {
  return isRecord(auth) && typeof auth.installationId === 'number' ? auth.installationId : 0;
}

/** Probot hands its authentication a request function that knows no base URL; without it the Octokit's own is used. */
function withoutOwnRequest(auth: unknown): unknown {
  if (!isRecord(auth)) {
    return auth;
  }
  const { request: _, ...rest } = auth;
  return rest;
}

/** Probot logs whole events at level debug; their payloads stay out of the log. */
function describeEvent(event: unknown): unknown {
  return isRecord(event) ? { id: event.id, name: event.name } : undefined;
}
