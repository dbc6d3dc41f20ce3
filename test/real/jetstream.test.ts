import { afterAll, beforeAll, describe } from 'vitest';
import { describeBus } from '../bus-contract/describe-bus.ts';
import { openOnServer } from './nats/nats-bus.ts';
import { findNoNats, type NatsServer, startNats } from './nats/start-nats.ts';

const reason = findNoNats();
if (reason !== undefined) console.warn(`SKIPPED, no real NATS: ${reason}`);

describe.skipIf(reason !== undefined)('with a real nats-server', () => {
  let server: NatsServer;
  beforeAll(async () => {
    server = await startNats();
  });
  afterAll(() => server.dispose());

  describeBus('JetStream', (conditions) => openOnServer(server, conditions), {
    severalProcesses: true,
    hasBroker: true,
    replacedWithinMs: 15_000,
  });
});
