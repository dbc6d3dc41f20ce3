import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe } from 'vitest';
import { findNoNats, type NatsServer, startNats } from '../nats/start-nats.ts';
import { describeReplicas } from './describe-replicas.ts';

const reason = findNoNats();
if (reason !== undefined) console.warn(`SKIPPED, no real NATS: ${reason}`);

describe.skipIf(reason !== undefined)('the whole app on a real nats-server', () => {
  let server: NatsServer;
  beforeAll(async () => {
    server = await startNats();
  });
  afterAll(() => server.dispose());

  describeReplicas('JetStream', () => ({
    EVENT_BUS: server.url,
    NATS_STREAM_PREFIX: `app-${randomUUID().slice(0, 8)}`,
  }));
});
