import { randomUUID } from 'node:crypto';
import { afterAll, describe } from 'vitest';
import { findNoNats, type NatsServer, startNats } from '../nats/start-nats.ts';
import { describeWaysIn } from './describe-ways-in.ts';
import { type StartedPlaces, startPlaces } from './start-places.ts';

const noNats = findNoNats();
const started: StartedPlaces = noNats === undefined ? await startPlaces() : { ok: false, reason: noNats };
if (!started.ok) console.warn(`SKIPPED, no ways in on a real NATS: ${started.reason}`);
const nats: NatsServer | undefined = started.ok ? await startNats() : undefined;

describe.skipIf(!started.ok)('three replicas on a real API server', () => {
  if (!started.ok || nats === undefined) return;
  const { server, store, kafka, dispose } = started.places;
  afterAll(async () => {
    await nats.dispose();
    await dispose();
  });

  describeWaysIn('JetStream', () => ({
    ...{ server, store, broker: kafka.address, replicas: 3 },
    environment: { EVENT_BUS: nats.url, NATS_STREAM_PREFIX: `app-${randomUUID().slice(0, 8)}` },
  }));
});
