import { z } from 'zod';
import { parseDuration } from '../time/parse-duration.ts';
import { parseKafkaBus, parseTopicPrefix } from './kafka/parse-kafka-bus.ts';
import { parseNatsBus, parseReplicas, parseStreamPrefix } from './nats/parse-nats-bus.ts';
import { parsePrivateKey } from './parse-private-key.ts';
import {
  parseCommandPrefix,
  parseCount,
  parseHost,
  parseNamespace,
  parsePath,
  parsePort,
  parsePositiveInteger,
  parseSqliteBus,
  parseUrl,
  parseVersion,
} from './parse-values.ts';

/** A variable's text to its value; the message of the issue says what was expected. */
function variable<Value>(expected: string, parse: (text: string) => Value | undefined) {
  return z.string().transform((text, context): Value => {
    const value = parse(text.trim());
    if (value === undefined) {
      context.addIssue({ code: 'custom', message: expected });
      return z.NEVER;
    }
    return value;
  });
}

const text = variable('some text', (given) => given);
const url = variable('an http or https address without credentials, query and fragment', parseUrl);
const port = variable('a number from 0 to 65535', parsePort);
const longText = variable('at least 32 characters', (given) => (given.length >= 32 ? given : undefined));

/** Environment variables to values, each on its own; what they mean to each other is found by `findConflicts`. */
export const environmentSchema = z.object({
  APP_ID: variable('a number', parsePositiveInteger).optional(),
  PRIVATE_KEY: variable('an unencrypted RSA private key in PEM, or base64 of it', parsePrivateKey).optional(),
  PRIVATE_KEY_PREVIOUS: variable('an unencrypted RSA private key in PEM, or base64 of it', parsePrivateKey).optional(),
  WEBHOOK_SECRET: z.string().optional(),
  WEBHOOK_SECRET_PREVIOUS: z.string().optional(),
  GHE_HOST: variable('a host name, with a port if need be', parseHost).default('github.com'),
  GHE_PROTOCOL: z.enum(['https', 'http'], 'https or http').default('https'),
  HOST: text.default('0.0.0.0'),
  PORT: port.default(3000),
  WEBHOOK_PATH: variable('a path of letters, digits and -._~ that is not taken', parsePath).default(
    '/api/github/webhooks',
  ),
  METRICS_PORT: port.default(9090),
  EVENT_BUS: variable(
    'sqlite: and a file, nats:// and servers, or kafka:// and brokers',
    (given) => parseSqliteBus(given) ?? parseNatsBus(given) ?? parseKafkaBus(given),
  ).default({
    kind: 'sqlite',
    file: 'data/events.db',
  }),
  EVENT_RETENTION: variable('a duration', parseDuration).default(30 * 86_400_000),
  KAFKA_TLS: z.enum(['on', 'off'], 'on or off').optional(),
  KAFKA_CA_FILE: text.optional(),
  KAFKA_CERT_FILE: text.optional(),
  KAFKA_KEY_FILE: text.optional(),
  KAFKA_SASL_MECHANISM: z
    .enum(['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'], 'PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512')
    .optional(),
  KAFKA_USERNAME: text.optional(),
  KAFKA_PASSWORD: z.string().optional(),
  KAFKA_TOPIC_PREFIX: variable('letters, digits, dots, dashes and underscores', parseTopicPrefix).optional(),
  KAFKA_PARTITIONS: variable('a number', parsePositiveInteger).default(12),
  KAFKA_REPLICATION: variable('a number', parsePositiveInteger).optional(),
  NATS_TLS: z.enum(['on', 'off'], 'on or off').optional(),
  NATS_CA_FILE: text.optional(),
  NATS_CERT_FILE: text.optional(),
  NATS_KEY_FILE: text.optional(),
  NATS_CREDENTIALS_FILE: text.optional(),
  NATS_TOKEN: z.string().optional(),
  NATS_USERNAME: text.optional(),
  NATS_PASSWORD: z.string().optional(),
  NATS_STREAM_PREFIX: variable('up to 64 letters, digits, dashes and underscores', parseStreamPrefix).optional(),
  NATS_REPLICAS: variable('a number from 1 to 5', parseReplicas).default(1),
  EVENT_OPERATION_QUEUE_SIZE: variable('a number from 1 to 10000', parseCount(10_000)).default(64),
  EVENT_WORKER_COUNT: variable('a number from 1 to 1000', parseCount(1_000)).default(16),
  KUBECONFIG: text.optional(),
  ARGO_NAMESPACE: variable("a namespace's name", parseNamespace).optional(),
  ARGO_UI_URL: url.optional(),
  ARGO_VERSION: variable('a version such as 3.5 or 4.1.2', parseVersion).optional(),
  ARGO_SERVER_URL: url.optional(),
  PUBLIC_URL: url.optional(),
  CLIENT_ID: text.optional(),
  CLIENT_SECRET: text.optional(),
  SESSION_KEY: longText.optional(),
  POLICY_FILE: text.optional(),
  MANIFESTS_DIR: text.optional(),
  COMMAND_PREFIX: variable('a sign from / ! . @, and up to 30 letters, digits and dashes', parseCommandPrefix).default(
    '/',
  ),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], 'one of the levels')
    .default('info'),
});

export type Variables = z.infer<typeof environmentSchema>;
