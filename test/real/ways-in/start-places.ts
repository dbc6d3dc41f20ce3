import { type ApiServer, startApiServer } from '../cluster/start-api-server.ts';
import { type KafkaBroker, startKafka } from '../kafka/start-kafka.ts';
import { type MinioServer, startMinio } from '../minio/start-minio.ts';

/** What the ways in need of the world. */
export interface Places {
  server: ApiServer;
  store: MinioServer;
  kafka: KafkaBroker;
  dispose(): Promise<void>;
}

export type StartedPlaces = { ok: true; places: Places } | { ok: false; reason: string };

/** All of it or nothing: without one of them the test that asked has to skip aloud. */
export async function startPlaces(): Promise<StartedPlaces> {
  const [server, kafka, store] = await Promise.all([startApiServer(), startKafka(), startMinio()]);
  if (server.ok && kafka.ok && store.ok) {
    const places = { server: server.server, kafka: kafka.broker, store: store.server };
    const dispose = async () => {
      await Promise.all([places.server.stop(), places.kafka.dispose(), places.store.dispose()]);
    };
    return { ok: true, places: { ...places, dispose } };
  }
  if (server.ok) await server.server.stop();
  if (kafka.ok) await kafka.broker.dispose();
  if (store.ok) await store.server.dispose();
  const reasons = [server, kafka, store].flatMap((each) => (each.ok ? [] : [each.reason]));
  return { ok: false, reason: reasons.join('; ') };
}
