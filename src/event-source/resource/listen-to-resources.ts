import { setTimeout as sleep } from 'node:timers/promises';
import { maxDepth } from '../../event/payload/parse-body.ts';
import type { ServedKind } from '../../kubernetes/cluster-objects.ts';
import { problem } from '../../problem/problem.ts';
import { publishAll } from '../frame/publish-all.ts';
import type { SourceFeed } from '../source-feed.ts';
import type { SourceWorld } from '../source-kind.ts';
import { countResources } from './count-resources.ts';
import type { ResourceSource } from './read-resource.ts';
import { type KeptMemory, recallResources } from './resource-memory.ts';

const kind = 'resource';
const firstPauseMs = 1000;
const longestPauseMs = 60_000;

/**
 * Watches the objects of one kind, for ever. It goes on from where it was when it last listened; where the API server no longer knows
 * that, a list says what is there: what was deleted while nobody listened is then not known.
 */
export async function listenToResources(spec: ResourceSource, feed: SourceFeed, world: SourceWorld): Promise<void> {
  const { signal } = feed;
  const memory = await recallResources(spec, world.place, world);
  const served = await findServed(spec, feed, world);
  if (served === undefined) return;
  const { onTrouble } = world;
  const what = `${spec.resource} of ${served.apiVersion}`;
  const known = countResources({
    ...{ spec, served, memory: memory.current, now: world.now },
    onTooDeep({ metadata }) {
      const of = `${spec.resource} ${metadata.namespace ?? ''}/${metadata.name}`;
      const reason = `it nests more than ${maxDepth} deep`;
      world.onUnreadable(problem('source.unreadable-event', { what: of, reason }));
    },
    async take(events, { version, ...progress }) {
      await publishAll(events, feed, { kind, onTrouble });
      if (version !== undefined) await memory.note({ version, ...progress });
    },
  });
  const { namespace, labelSelector } = spec;
  const watch = world.cluster.watchResource(
    { served, namespace, ...(labelSelector === '' ? {} : { labelSelector }) },
    { known, from: memory.current().version },
    {
      onSynced: () => onTrouble(undefined),
      onFollowing: () => onTrouble(undefined),
      onTrouble(trouble, reason) {
        // That the place to go on from is too old is the way of things: a list follows.
        if (trouble !== 'expired') onTrouble(problem('source.unreachable', { kind, what, reason }));
      },
    },
  );
  await untilAborted(signal);
  await watch.stop();
  await flush(memory, world);
}

/** Definitions come and go: a kind that is not served is looked for again and again. */
async function findServed(
  { group, version, resource }: ResourceSource,
  { signal }: SourceFeed,
  { cluster, onTrouble }: SourceWorld,
): Promise<ServedKind | undefined> {
  const apiVersion = group === '' ? version : `${group}/${version}`;
  for (let pauseMs = firstPauseMs; !signal.aborted; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    const found = await cluster.findKind(apiVersion, resource, 'plural');
    if (found.ok) return found.value;
    const { kind: failure, message: reason } = found.failure;
    const what = `${resource} of ${apiVersion}`;
    onTrouble(
      failure === 'absent'
        ? problem('source.not-served', { resource, apiVersion })
        : problem('source.unreachable', { kind, what, reason }),
    );
    await sleep(pauseMs, undefined, { signal, ref: false }).catch(() => undefined);
  }
  return undefined;
}

function untilAborted(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) resolve();
  signal.addEventListener('abort', () => resolve(), { once: true });
  return promise;
}

/** What is not written down is heard again, under the same ids. */
async function flush(memory: KeptMemory, { log }: SourceWorld): Promise<void> {
  try {
    await memory.flush();
  } catch (error) {
    log.warn({ error }, 'how far an event source has listened could not be written down');
  }
}
