import { isIP } from 'node:net';
import type { BaseOptions } from '@platformatic/kafka';
import type { Problem } from '../../problem/problem.ts';
import { readSecretText } from '../port/read-secret-text.ts';
import type { SourceWorld } from '../source-kind.ts';
import type { SecretKey } from '../spec/read-spec.ts';
import type { KafkaSource } from './read-kafka.ts';

export type ClientOptions = { ok: true; options: BaseOptions } | { ok: false; problem: Problem };

/** How brokers are reached, with the Secrets as they are now. Problem: `source.secret-missing`. */
export async function clientOf(
  { brokers, tls, sasl }: KafkaSource,
  { place, cluster }: Pick<SourceWorld, 'place' | 'cluster'>,
): Promise<ClientOptions> {
  const wanted: Record<string, SecretKey | undefined> = {
    ...{ ca: tls?.ca, cert: tls?.cert, key: tls?.key },
    ...{ user: sasl?.user, password: sasl?.password },
  };
  const read: Partial<Record<string, string>> = {};
  for (const [name, secret] of Object.entries(wanted)) {
    if (secret === undefined) continue;
    const found = await readSecretText(secret, place.namespace, cluster);
    if (!found.ok) return found;
    read[name] = found.text;
  }
  const { ca, cert, key, user = '', password = '' } = read;
  const options: BaseOptions = {
    clientId: 'argo-events-app',
    bootstrapBrokers: brokers,
    connectTimeout: 5000,
    requestTimeout: 10_000,
    timeout: 8000,
    retries: 1,
    retryDelay: 200,
    metadataMaxAge: 60_000,
    autocreateTopics: false,
    ...(tls === undefined
      ? {}
      : {
          tls: {
            rejectUnauthorized: !tls.takesAny,
            ...(ca === undefined ? {} : { ca }),
            ...(cert === undefined ? {} : { cert }),
            ...(key === undefined ? {} : { key }),
          },
          // A name is told to the server (RFC 6066), an address must not be.
          tlsServerName: brokers.some((each) => isIP(each.slice(0, each.lastIndexOf(':'))) === 0),
        }),
    ...(sasl === undefined ? {} : { sasl: { mechanism: sasl.mechanism, username: user, password } }),
  };
  return { ok: true, options };
}
