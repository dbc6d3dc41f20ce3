import type { IncomingMessage, ServerResponse } from 'node:http';
import type { EventBus, Records } from '../../bus/event-bus.ts';
import { createShare } from '../../cache/create-share.ts';
import type { ClusterObjects } from '../../kubernetes/cluster-objects.ts';
import type { EffectivePolicy } from '../../policy/effective-policy.ts';
import { matchesAny } from '../../policy/match-name.ts';
import { boundLog } from '../../webhook/bound-log.ts';
import type { RequestHandler } from '../../webhook/create-webhook-receiver.ts';
import type { BodyRoom } from '../../webhook/read-body.ts';
import { createFeed, type FeedTools } from '../frame/create-feed.ts';
import { readSecretText, type SecretText } from '../port/read-secret-text.ts';
import { answerRefused, serveEndpoint } from '../port/serve-endpoint.ts';
import { hear } from '../webhook/webhook-kind.ts';
import { findSources, type RepositorySources } from './repository-sources.ts';

export interface RepositoryHooksOptions extends FeedTools {
  bus: EventBus;
  records: Records;
  cluster: Pick<ClusterObjects, 'readSecretKey'>;
  room: BodyRoom;
  /** What the repository may do at this moment; undefined: nothing. */
  policyOf: (fullName: string) => EffectivePolicy | undefined;
  onAnswer: (kind: string, status: number) => void;
}

const linesPerMinute = 10;
const prefix = '/hooks/';
/** A token that was renewed counts after this long at most. */
const secretsKeptMs = 20_000;
/** One that could not be read is asked for again no sooner, however often somebody calls. */
const failuresKeptMs = 2_000;

/**
 * Serves the webhooks that repositories define, below `/hooks/<owner>/<repository>`. Which there are, says the file on the default branch;
 * whether they are served, the policy at this moment. An address that is none, and one that is not allowed, is 404 alike; while its
 * Secret cannot be read, 503.
 */
export function serveRepositoryHooks(options: RepositoryHooksOptions): RequestHandler {
  const { records, now } = options;
  const never = new AbortController().signal;
  const write = boundLog(options.log, linesPerMinute, now);
  const secrets = createShare<SecretText>({
    keepMs: (read) => (read.ok ? secretsKeptMs : failuresKeptMs),
    maxEntries: 1000,
    now,
  });

  return (request, response) => {
    const [path = ''] = (request.url ?? '').split('?', 1);
    if (!path.startsWith(prefix)) return false;
    return answer(path, request, response).then((status) => {
      options.onAnswer('webhook', status);
      return true;
    });
  };

  async function answer(path: string, request: IncomingMessage, response: ServerResponse): Promise<number> {
    const found = await find(path);
    if (found === undefined) return answerRefused(request, response, { status: 404, message: 'not found' });
    const { sources, hook, policy } = found;
    const { authSecret } = hook;
    const { namespace } = policy;
    const read = await secrets.get(`${namespace}/${authSecret.name}/${authSecret.key}`, () =>
      readSecretText(authSecret, namespace, options.cluster),
    );
    if (!read.ok) {
      const { fullName: repository } = sources.repository;
      const { code, message } = read.problem;
      write({ level: 'warn', subject: 'secret', fields: { repository, code }, message });
      return answerRefused(request, response, { status: 503, message: 'not ready' });
    }
    const tenant = `repository/${sources.installationId}/${sources.repository.id}/${hook.eventSource}`;
    const feed = createFeed({ ...hook, kind: 'webhook', tenant }, options, never);
    const serve = serveEndpoint(
      {
        ...{ endpoint: hook, token: read.text.trim(), feed, room: options.room },
        read: (given, body) => hear(given, body, now),
      },
      options,
    );
    return await serve(request, response);
  }

  async function find(path: string) {
    const [owner = '', name = '', ...rest] = path.slice(prefix.length).split('/');
    const endpoint = `/${rest.join('/')}`;
    const sources = owner === '' || name === '' ? undefined : await findSources(`${owner}/${name}`, records);
    const hook = sources?.hooks.find((each) => each.path === endpoint || `${each.path}/` === endpoint);
    if (sources === undefined || hook === undefined) return undefined;
    const policy = options.policyOf(sources.repository.fullName);
    return policy !== undefined && isAllowed(hook, policy) ? { sources, hook, policy } : undefined;
  }
}

function isAllowed({ authSecret }: RepositorySources['hooks'][number], policy: EffectivePolicy): boolean {
  return policy.eventSources.includes('webhook') && matchesAny(policy.secrets, authSecret.name);
}
