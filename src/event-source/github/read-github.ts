import { problem } from '../../problem/problem.ts';
import { boolean, listOf, number, object, type Shape, text } from '../../sensor/validate/shape.ts';
import { secretKey } from '../../sensor/validate/trigger-shapes/reference-shapes.ts';
import { endpointShape, type HookEndpoint, readEndpoint, readKey } from '../port/hook-endpoint.ts';
import type { ReadSource } from '../source-kind.ts';
import { isRefused, missField, readSpec, type SecretKey, type SpecReading } from '../spec/read-spec.ts';

/** Which of GitHub's events an EventSource of the operator lets in, and how they come. */
export interface GithubSource {
  /** `owner/name` in lower case. */
  repositories: ReadonlySet<string>;
  /** Logins in lower case. */
  organizations: ReadonlySet<string>;
  /** GitHub's names of events; `*` is all of them. */
  events: ReadonlySet<string>;
  /** Pull requests whose head is in another repository get in too. */
  forks: boolean;
  /** Hooks of repositories or organisations, signed with a secret of their own; without it the App's webhook brings the events. */
  hook?: { endpoint: HookEndpoint; secret: SecretKey };
}

const where = 'a github EventSource';

const shape: Readonly<Record<string, Shape>> = {
  id: number,
  webhook: endpointShape,
  owner: text,
  repository: text,
  repositories: listOf(object('OwnedRepositories', { owner: text, names: listOf(text) })),
  organizations: listOf(text),
  events: listOf(text),
  forks: boolean,
  apiToken: secretKey,
  githubApp: object('GithubAppCreds', {
    privateKey: secretKey,
    appID: { kind: 'any' },
    installationID: { kind: 'any' },
  }),
  webhookSecret: secretKey,
  insecure: boolean,
  active: boolean,
  contentType: text,
  githubBaseURL: text,
  githubUploadURL: text,
  deleteHookOnFinish: boolean,
  payloadEnrichment: { kind: 'any' },
};

/** Fields by which Argo Events makes hooks on GitHub. */
const ofHookKeeping = ['apiToken', 'githubApp', 'deleteHookOnFinish', 'githubBaseURL', 'githubUploadURL'] as const;

/**
 * Reads one entry under `spec.github`. With `webhookSecret` it listens to hooks on its own endpoint; else the events are those of the
 * App's webhook, whatever `webhook` says. What names no repository and no organisation, or no event, is refused.
 */
export function readGithub(entry: unknown): ReadSource<GithubSource> {
  const reading = readSpec(entry, shape, where);
  const { value } = reading;
  const repositories = listRepositories(value);
  const organizations = textsOf(value.organizations);
  const events = textsOf(value.events);
  if (repositories.length + organizations.length === 0) {
    const values = { where, what: 'repositories and no organizations', advice: '`repositories: [{ owner, names }]`' };
    reading.problems.push({ problem: problem('source.names-nothing', values), path: [] });
  }
  if (events.length === 0) {
    const values = { where, what: 'events', advice: '`events: [push]`, or `["*"]` for all of them' };
    reading.problems.push({ problem: problem('source.names-nothing', values), path: ['events'] });
  }
  warnOfHookKeeping(reading);
  const secret = readKey(value, 'webhookSecret', reading, { where, prefix: '' });
  const hook = secret === undefined ? undefined : readHook(value, secret, reading);
  if (isRefused(reading)) return { ok: false, problems: reading.problems };
  const spec: GithubSource = {
    repositories: new Set(repositories.map((each) => each.toLowerCase())),
    organizations: new Set(organizations.map((each) => each.toLowerCase())),
    events: new Set(events),
    forks: value.forks === true,
    ...(hook === undefined ? {} : { hook }),
  };
  return { ok: true, spec, warnings: reading.problems };
}

/** `repositories`, and the older `owner` with `repository`. */
function listRepositories({ owner, repository, repositories }: Record<string, unknown>): string[] {
  const single = owner && repository ? [`${owner}/${repository}`] : [];
  const lists = Array.isArray(repositories) ? (repositories as { owner?: string; names?: string[] }[]) : [];
  return [
    ...single,
    ...lists.flatMap((each) => (each.owner ? (each.names ?? []).map((name) => `${each.owner}/${name}`) : [])),
  ];
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string' && each !== '') : [];
}

function readHook(
  { webhook }: Record<string, unknown>,
  secret: SecretKey,
  reading: SpecReading,
): GithubSource['hook'] | undefined {
  if (typeof webhook !== 'object' || webhook === null) {
    missField(
      reading,
      where,
      'webhook',
      'With `webhookSecret`, say where hooks come in: `webhook: { port, endpoint }`.',
    );
    return undefined;
  }
  const endpoint = readEndpoint({ maxPayloadSize: maxGithubBytes, ...webhook }, reading, { where, prefix: 'webhook.' });
  return endpoint === undefined ? undefined : { endpoint: { ...endpoint, method: 'POST' }, secret };
}

const maxGithubBytes = 25 * 1024 * 1024;

function warnOfHookKeeping(reading: SpecReading): void {
  for (const field of ofHookKeeping) {
    if (reading.value[field] === undefined) continue;
    const advice =
      'This app makes no hooks: install the App, or make the hook on GitHub yourself and give its `webhookSecret`.';
    reading.problems.push({
      problem: problem('source.no-effect', { field: `\`${field}\``, where, advice }),
      path: [field],
    });
  }
}
