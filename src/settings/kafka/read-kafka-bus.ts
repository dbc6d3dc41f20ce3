import type { KafkaBusSettings } from '../bus-settings.ts';
import type { Variables } from '../environment-schema.ts';
import type { ReadFile } from '../read-settings.ts';

/** The settings of the bus on Kafka, of variables in which nothing is wrong. Reads the files that they name. */
export function readKafkaBus(read: Variables, brokers: string[], readFile: ReadFile): KafkaBusSettings {
  const tls = readTls(read, readFile);
  const { KAFKA_SASL_MECHANISM: mechanism, KAFKA_USERNAME: username, KAFKA_PASSWORD: password } = read;
  const hasSignIn = mechanism !== undefined && username !== undefined && password !== undefined;
  return {
    kind: 'kafka',
    brokers,
    prefix: read.KAFKA_TOPIC_PREFIX ?? `argo-events-app-${read.APP_ID}`,
    partitions: read.KAFKA_PARTITIONS,
    ...(read.KAFKA_REPLICATION === undefined ? {} : { replication: read.KAFKA_REPLICATION }),
    ...(tls === undefined ? {} : { tls }),
    ...(hasSignIn ? { sasl: { mechanism, username, password } } : {}),
  };
}

function readTls(read: Variables, readFile: ReadFile): KafkaBusSettings['tls'] {
  const { KAFKA_CA_FILE: ca, KAFKA_CERT_FILE: cert, KAFKA_KEY_FILE: key } = read;
  const named = Object.entries({ ca, cert, key }).filter((entry): entry is [string, string] => entry[1] !== undefined);
  if (named.length === 0 && read.KAFKA_TLS !== 'on') return undefined;
  return Object.fromEntries(named.map(([name, file]) => [name, readFile(file)]));
}
