import { anything, boolean, int32, listOf, object, type Shape, text } from '../shape.ts';

/** Kubernetes' own; `optional` is for pods. */
export const secretKey: Shape = object('SecretKeySelector', { name: text, key: text, optional: boolean });

export const configMapKey: Shape = object('ConfigMapKeySelector', { name: text, key: text, optional: boolean });

export const basicAuth: Shape = object('BasicAuth', { username: secretKey, password: secretKey });

export const tls: Shape = object('TLSConfig', {
  caCertSecret: secretKey,
  clientCertSecret: secretKey,
  clientKeySecret: secretKey,
  insecureSkipVerify: boolean,
  enabled: boolean,
});

export const secureHeaders: Shape = listOf(
  object('SecureHeader', {
    name: text,
    valueFrom: object('ValueFromSource', { secretKeyRef: secretKey, configMapKeyRef: configMapKey }),
  }),
);

/** Its duration is a number or a text, and Argo Events keeps its factor and jitter as they are written. */
export const backoff: Shape = object('Backoff', {
  duration: anything,
  factor: anything,
  jitter: anything,
  steps: int32,
});
