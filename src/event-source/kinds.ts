import { calendarKind } from './calendar/calendar-kind.ts';
import { githubKind } from './github/github-kind.ts';
import { kafkaKind } from './kafka/kafka-kind.ts';
import { minioKind } from './minio/minio-kind.ts';
import { resourceKind } from './resource/resource-kind.ts';
import type { SourceFeed } from './source-feed.ts';
import type { ReadSource, SourceKind, SourceWorld } from './source-kind.ts';
import { webhookKind } from './webhook/webhook-kind.ts';

/** An entry of an EventSource that can be listened to. */
export interface PreparedSource {
  leaderOnly: boolean;
  /** As the kind read it. */
  spec: unknown;
  listen(feed: SourceFeed, world: SourceWorld): Promise<void>;
}

/** One kind, whatever its specs are. */
export type PrepareSource = (entry: unknown) => ReadSource<PreparedSource>;

function prepare<Spec>({ leaderOnly, read, listen }: SourceKind<Spec>): PrepareSource {
  return (entry) => {
    const result = read(entry);
    if (!result.ok) return result;
    const { spec, warnings } = result;
    const prepared: PreparedSource = {
      leaderOnly: typeof leaderOnly === 'function' ? leaderOnly(spec) : leaderOnly,
      spec,
      listen: (feed, world) => listen(spec, feed, world),
    };
    return { ok: true, spec: prepared, warnings };
  };
}

/** The kinds that the app listens to: Argo Events' name of each → how. */
export const sourceKinds: ReadonlyMap<string, PrepareSource> = new Map([
  ['webhook', prepare(webhookKind)],
  ['github', prepare(githubKind)],
  ['resource', prepare(resourceKind)],
  ['kafka', prepare(kafkaKind)],
  ['calendar', prepare(calendarKind)],
  ['minio', prepare(minioKind)],
]);

/** Kinds whose `filter` is their own, and no expression over the event's data. */
export const kindsWithOwnFilter: ReadonlySet<string> = new Set(['resource', 'minio']);
