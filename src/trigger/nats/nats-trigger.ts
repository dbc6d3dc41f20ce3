import { z } from 'zod';
import { parametersShape } from '../broker/read-broker-trigger.ts';
import {
  selectorShape,
  type TlsValues,
  tlsShape,
  type WantedReference,
  wantSecret,
  wantTls,
} from '../references/reference-shapes.ts';

/** A `nats` trigger as Argo Events 1.9 has it. */
export const natsTriggerShape = z.object({
  url: z.string().min(1),
  subject: z.string().min(1),
  payload: z.array(z.custom<NonNullable<z.infer<typeof parametersShape>>[number]>()),
  parameters: parametersShape,
  tls: tlsShape.nullish(),
  auth: z
    .object({
      basic: z.object({ username: selectorShape.nullish(), password: selectorShape.nullish() }).nullish(),
      token: selectorShape.nullish(),
      nkey: selectorShape.nullish(),
      credential: selectorShape.nullish(),
    })
    .nullish(),
});

export type NatsTrigger = z.infer<typeof natsTriggerShape>;

/** What a connection keeps to itself. */
export interface NatsSecrets extends TlsValues {
  user?: string;
  password?: string;
  token?: string;
  /** The seed of an nkey. */
  seed?: string;
  /** The text of a credentials file. */
  credentials?: string;
}

/** Argo Events takes the first of basic, token, nkey and credential. */
export function listNatsSecrets({ auth, tls }: NatsTrigger): WantedReference<NatsSecrets>[] {
  return [...listCredentials(auth), ...wantTls(tls, 'nats')];
}

function listCredentials(auth: NatsTrigger['auth']): WantedReference<NatsSecrets>[] {
  if (auth?.basic) {
    return [
      ...wantSecret<NatsSecrets>(auth.basic.username, 'nats.auth.basic.username', (secrets, value) => {
        secrets.user = value;
      }),
      ...wantSecret<NatsSecrets>(auth.basic.password, 'nats.auth.basic.password', (secrets, value) => {
        secrets.password = value;
      }),
    ];
  }
  if (auth?.token) {
    return wantSecret(auth.token, 'nats.auth.token', (secrets, value) => {
      secrets.token = value;
    });
  }
  if (auth?.nkey) {
    return wantSecret(auth.nkey, 'nats.auth.nkey', (secrets, value) => {
      secrets.seed = value.trim();
    });
  }
  return wantSecret(auth?.credential, 'nats.auth.credential', (secrets, value) => {
    secrets.credentials = value;
  });
}
