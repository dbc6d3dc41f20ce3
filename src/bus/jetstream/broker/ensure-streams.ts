import { DiscardPolicy, RetentionPolicy, StorageType, type StreamConfig } from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import { type Problem, problem } from '../../../problem/problem.ts';
import type { Layout } from '../layout.ts';
import type { Broker } from './connect-broker.ts';
import { explainBrokerError, isNameInUse, isNoSuchStream, isSubjectOverlap } from './explain-broker-error.ts';

/** Of what lies in the streams. A newer one is not touched; streams of an older one are brought up to this one. */
const format = 1;

export interface StreamWishes {
  replicas: number;
  /** How long dead letters are kept. */
  keepDeadMs: number;
}

/**
 * Makes the streams that are not there and changes those that are configured otherwise; what is not ours to decide (placement,
 * limits of size) stays as the operator has set it. Several replicas may do this at once.
 *
 * Problems: `bus.foreign-stream`, `bus.newer-format`, `bus.broker-refused`, `bus.broker-unreachable`, `bus.broker-full`.
 */
export async function ensureStreams(
  broker: Broker,
  layout: Layout,
  wishes: StreamWishes,
): Promise<Problem | undefined> {
  for (const wanted of describeStreams(layout, wishes)) {
    const refusal = await ensureStream(broker, wanted);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

type Wanted = Partial<StreamConfig> & { name: string; description: string };

function describeStreams({ streams, subjects }: Layout, { replicas, keepDeadMs }: StreamWishes): Wanted[] {
  const all = {
    storage: StorageType.File,
    retention: RetentionPolicy.Limits,
    discard: DiscardPolicy.New,
    num_replicas: replicas,
    allow_direct: true,
    // What is unfinished stays, however old; the app itself removes what is over.
    max_age: 0,
  };
  // Discarding the old within a subject and the new when a limit of the whole stream is reached.
  const latest = { ...all, max_msgs_per_subject: 1 };
  const named = (name: string, content: string): Pick<Wanted, 'name' | 'description'> => ({
    name,
    description: `${mark} ${content}, format ${format}`,
  });
  return [
    { ...latest, ...named(streams.events, 'events'), subjects: [subjects.event('*'), subjects.state('*')] },
    {
      ...latest,
      ...named(streams.dead, 'dead letters'),
      subjects: [subjects.dead('*')],
      max_age: nanos(keepDeadMs),
      // The broker wants it no longer than the age.
      duplicate_window: nanos(Math.min(keepDeadMs, 120_000)),
    },
    {
      ...latest,
      ...named(streams.records, 'records'),
      subjects: [subjects.record('*', '*'), subjects.group, subjects.probe],
    },
    { ...all, ...named(streams.bodies, 'large bodies'), subjects: [`${layoutPrefix(subjects.body)}.>`] },
  ];
}

const mark = 'argo-events-app:';

function layoutPrefix(body: Layout['subjects']['body']): string {
  return body('', 0).slice(0, -'..0'.length);
}

async function ensureStream(broker: Broker, wanted: Wanted): Promise<Problem | undefined> {
  const { streams } = broker.manager;
  const { address } = broker;
  const stream = wanted.name;
  try {
    const found = await streams.info(stream).catch(notFound);
    if (found === undefined) {
      await streams.add(wanted);
      return undefined;
    }
    const refusal = refuseForeign(found.config, { stream, address });
    if (refusal !== undefined) return refusal;
    if (differs(found.config, wanted)) await streams.update(stream, wanted);
    return undefined;
  } catch (thrown) {
    // Another replica, of another version or with other settings, made it in this moment.
    if (isNameInUse(thrown)) return ensureStream(broker, wanted);
    if (isSubjectOverlap(thrown)) return problem('bus.foreign-stream', { stream, address });
    const cause = explainBrokerError(thrown, address);
    if (cause === undefined) throw thrown;
    return cause;
  }
}

function notFound(thrown: unknown): undefined {
  if (isNoSuchStream(thrown)) return undefined;
  throw thrown;
}

function refuseForeign(
  { description = '' }: StreamConfig,
  where: { stream: string; address: string },
): Problem | undefined {
  const found = /^argo-events-app: .*, format (\d+)$/.exec(description)?.[1];
  if (found === undefined) return problem('bus.foreign-stream', where);
  return Number(found) > format ? problem('bus.newer-format', { ...where, found, known: format }) : undefined;
}

function differs(found: StreamConfig, wanted: Wanted): boolean {
  return Object.entries(wanted).some(
    ([name, value]) => JSON.stringify(found[name as keyof StreamConfig]) !== JSON.stringify(value),
  );
}
