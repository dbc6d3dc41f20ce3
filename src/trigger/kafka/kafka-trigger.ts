import { z } from 'zod';
import { parametersShape } from '../broker/read-broker-trigger.ts';
import {
  type HeaderValues,
  secureHeadersShape,
  selectorShape,
  type TlsValues,
  tlsShape,
  type WantedReference,
  wantHeaders,
  wantSecret,
  wantTls,
} from '../references/reference-shapes.ts';

/** A `kafka` trigger as Argo Events 1.9 has it. */
export const kafkaTriggerShape = z.object({
  url: z.string().min(1),
  topic: z.string().min(1),
  /** Deprecated and without effect, upstream as here. */
  partition: z.number().nullish(),
  payload: z.array(z.custom<NonNullable<z.infer<typeof parametersShape>>[number]>()),
  parameters: parametersShape,
  partitioningKey: z.string().nullish(),
  /** 0 is the default, which is all of them. */
  requiredAcks: z.number().nullish(),
  compress: z.boolean().nullish(),
  /** Milliseconds; without effect, because each message is sent at once and its answer awaited. */
  flushFrequency: z.number().nullish(),
  /** The client asks the broker which versions it speaks. */
  version: z.string().nullish(),
  tls: tlsShape.nullish(),
  sasl: z
    .object({
      mechanism: z.string().nullish(),
      userSecret: selectorShape.nullish(),
      passwordSecret: selectorShape.nullish(),
    })
    .nullish(),
  schemaRegistry: z.unknown().optional(),
  headers: z.record(z.string(), z.string()).nullish(),
  secureHeaders: secureHeadersShape.nullish(),
});

export type KafkaTrigger = z.infer<typeof kafkaTriggerShape>;

/** What a connection and a message keep to themselves. */
export interface KafkaSecrets extends HeaderValues, TlsValues {
  user: string;
  password: string;
}

export function listKafkaSecrets({ sasl, tls, secureHeaders }: KafkaTrigger): WantedReference<KafkaSecrets>[] {
  return [
    ...wantHeaders(secureHeaders, 'kafka'),
    ...wantSecret<KafkaSecrets>(sasl?.userSecret, 'kafka.sasl.userSecret', (secrets, value) => {
      secrets.user = value;
    }),
    ...wantSecret<KafkaSecrets>(sasl?.passwordSecret, 'kafka.sasl.passwordSecret', (secrets, value) => {
      secrets.password = value;
    }),
    ...wantTls(tls, 'kafka'),
  ];
}
