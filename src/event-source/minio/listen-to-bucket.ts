import { setTimeout as sleep } from 'node:timers/promises';
import { describeFailure } from '../../bus/describe-failure.ts';
import { type Problem, problem } from '../../problem/problem.ts';
import { readSecretText } from '../port/read-secret-text.ts';
import type { SourceFeed } from '../source-feed.ts';
import type { SourceWorld } from '../source-kind.ts';
import { rememberListed } from './find-removals.ts';
import { type BucketSession, followBucket } from './follow-bucket.ts';
import { recallBucket } from './minio-memory.ts';
import type { MinioSource } from './read-minio.ts';
import { openStore, type Store } from './store/open-store.ts';

const kind = 'minio';
const firstPauseMs = 500;
const longestPauseMs = 30_000;
/** A store that keeps back what it says says something every four minutes or so. */
const silenceMs = 330_000;

/** Listens to a bucket for ever. After each interruption it looks through the bucket for what was created or removed meanwhile. */
export async function listenToBucket(spec: MinioSource, feed: SourceFeed, world: SourceWorld): Promise<void> {
  const { signal } = feed;
  const memory = await recallBucket(spec, world.place, world);
  const listed = rememberListed(spec);
  let pauseMs = firstPauseMs;
  const onHeard = () => {
    pauseMs = firstPauseMs;
  };
  while (!signal.aborted) {
    const trouble = await listenOnce(spec, feed, { ...world, memory, listed, onHeard });
    await memory
      .flush()
      .catch((error) => world.log.warn({ error }, 'until when a bucket was listened to is not noted'));
    if (signal.aborted) return;
    world.onTrouble(trouble);
    await sleep(pauseMs * (0.5 + Math.random() / 2), undefined, { signal, ref: false }).catch(() => undefined);
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
  }
}

/** Until something fails, whose problem it gives, or the source is to stop. */
async function listenOnce(
  spec: MinioSource,
  feed: SourceFeed,
  { memory, listed, onHeard, ...world }: SourceWorld & Pick<BucketSession, 'memory' | 'listed' | 'onHeard'>,
): Promise<Problem> {
  const opened = await open(spec, world);
  if ('problem' in opened) return opened.problem;
  const { store } = opened;
  const unreachable = (reason: string) => {
    const what = `the bucket ${spec.bucket} on ${spec.endpoint}`;
    return problem('source.unreachable', { kind, what, reason });
  };
  try {
    await followBucket({ store, spec, feed, memory, listed, world, onHeard });
    return unreachable('the store ended its answer');
  } catch (thrown) {
    return unreachable(describeFailure(thrown));
  } finally {
    await store.close().catch(() => undefined);
  }
}

async function open(
  { endpoint, region, accessKey, secretKey, ca }: MinioSource,
  { place, cluster, now }: SourceWorld,
): Promise<{ store: Store } | { problem: Problem }> {
  const texts: string[] = [];
  for (const each of [accessKey, secretKey, ...(ca === undefined ? [] : [ca])]) {
    const read = await readSecretText(each, place.namespace, cluster);
    if (!read.ok) return { problem: read.problem };
    texts.push(read.text);
  }
  const [access = '', secret = '', authority] = texts;
  const keys = { accessKey: access.trim(), secretKey: secret.trim(), region };
  return { store: openStore({ endpoint, keys, ca: authority, silenceMs, now }) };
}
