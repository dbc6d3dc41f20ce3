import { type ApiServer, startApiServer } from '../../test/real/cluster/start-api-server.ts';
import { type Surroundings, startSurroundings } from '../../test/world/start-surroundings.ts';

/** Runs a benchmark on a real API server beside the stand-ins, and ends both; says so where no API server can be built. */
export async function onApiServer(
  run: (server: ApiServer, surroundings: Surroundings) => Promise<void>,
): Promise<void> {
  const started = await startApiServer();
  if (!started.ok) {
    console.log(`SKIPPED, no API server: ${started.reason}`);
    return;
  }
  const surroundings = await startSurroundings();
  try {
    await run(started.server, surroundings);
  } finally {
    await surroundings.close();
    await started.server.stop();
  }
}
