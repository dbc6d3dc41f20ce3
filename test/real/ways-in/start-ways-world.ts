import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Admin, Producer } from '@platformatic/kafka';
import { secret } from '../../world/start-operator-world.ts';
import { readRole } from '../app/start-real-world.ts';
import type { ApiServer } from '../cluster/start-api-server.ts';
import type { MinioServer } from '../minio/start-minio.ts';
import { findFreePorts } from '../process/find-free-ports.ts';
import { type Replica, type ReplicaWorld, startReplicas } from '../replicas/start-replicas.ts';
import { bucket, groupTopic, operatorDocuments, partitionTopic } from './operator-documents.ts';

export interface WaysParts {
  server: ApiServer;
  store: MinioServer;
  /** `host:port` of the broker that has the topics of EventSources. */
  broker: string;
  /** Settings of the app's own bus; without a broker there is one replica. */
  environment: Record<string, string>;
  replicas: number;
}

/** Several replicas of the app on a real API server, with the operator's sources on a real Kafka and MinIO. */
export interface WaysWorld extends ReplicaWorld {
  server: ApiServer;
  store: MinioServer;
  hookSecret: string;
  /** `http://127.0.0.1:port` where this replica listens for the operator's webhooks. */
  hooksOf(replica: Replica): string;
  send(topic: string, messages: readonly string[]): Promise<void>;
  makeObject(name: string): Promise<void>;
}

/** Replicas that tests may start in all: in a cluster each has its own address, here each has a port. */
const maxReplicas = 12;

export async function startWaysWorld({ server, store, broker, ...parts }: WaysParts): Promise<WaysWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'ways-in-'));
  const ports = await findFreePorts(maxReplicas);
  const hookSecret = crypto.randomUUID();
  const admin = new Admin({ clientId: 'test', bootstrapBrokers: [broker] });
  const producer = new Producer({ clientId: 'test', bootstrapBrokers: [broker], retries: 5 });
  await admin.createTopics({ topics: [groupTopic], partitions: 4, replicas: 1 });
  await admin.createTopics({ topics: [partitionTopic], partitions: 1, replicas: 1 });
  await store.makeBucket(bucket);

  const account = { namespace: 'ci', name: 'argo-events-app' };
  await server.addNamespace('ci');
  const watching = { apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list', 'watch'] };
  const leading = {
    apiGroups: ['coordination.k8s.io'],
    resources: ['leases'],
    verbs: ['get', 'create', 'update', 'patch'],
  };
  const token = await server.addServiceAccount('ci', account.name, [...(await readRole()), watching, leading]);
  for (const each of [
    secret('store', { access: store.accessKey, secret: store.secretKey }),
    secret('hook', { secret: hookSecret }),
  ]) {
    await server.call({ method: 'POST', path: '/api/v1/namespaces/ci/secrets', body: each });
  }

  function documentsOf(number: number): string {
    const directory = join(folder, String(number));
    mkdirSync(directory);
    const all = operatorDocuments({ port: ports[number - 1] ?? 0, broker, store: store.endpoint });
    writeFileSync(join(directory, 'all.yaml'), all.map((each) => JSON.stringify(each)).join('\n---\n'));
    return directory;
  }

  const world = await startReplicas(parts.replicas, {
    environment: { ...parts.environment, KUBECONFIG: server.kubeconfigFor(account.name, token) },
    environmentOf: (number) => ({ MANIFESTS_DIR: documentsOf(number) }),
  });
  return {
    ...world,
    ...{ server, store, hookSecret },
    hooksOf: ({ number }) => `http://127.0.0.1:${ports[number - 1] ?? 0}`,
    async send(topic, messages) {
      const partitions = topic === groupTopic ? 4 : 1;
      const records = messages.map((message, index) => ({
        ...{ topic, partition: index % partitions },
        value: Buffer.from(JSON.stringify({ message })),
      }));
      await producer.send({ acks: -1, messages: records });
    },
    async makeObject(name) {
      const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'ci' } };
      await server.call({ method: 'POST', path: '/api/v1/namespaces/ci/configmaps', body });
    },
    async close() {
      await world.close();
      await Promise.all([admin.close(), producer.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
