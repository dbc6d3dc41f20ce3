import { z } from 'zod';
import type { Reference } from './read-references.ts';

/** A key of a Secret or ConfigMap. */
export const selectorShape = z.object({ name: z.string(), key: z.string() });

export type KeySelector = z.infer<typeof selectorShape>;

export const secureHeadersShape = z.array(
  z.object({
    name: z.string(),
    valueFrom: z.object({ secretKeyRef: selectorShape.nullish(), configMapKeyRef: selectorShape.nullish() }),
  }),
);

/** Argo Events' `TLSConfig`. */
export const tlsShape = z.object({
  caCertSecret: selectorShape.nullish(),
  clientCertSecret: selectorShape.nullish(),
  clientKeySecret: selectorShape.nullish(),
  insecureSkipVerify: z.boolean().nullish(),
  enabled: z.boolean().nullish(),
});

/** A value that is to be read, and what becomes of it. */
export type WantedReference<Values> = Reference & { take: (values: Values, value: string) => void };

export interface HeaderValues {
  /** In the order of `secureHeaders`. */
  headers: [name: string, value: string][];
}

/** PEM texts. */
export interface TlsValues {
  ca?: string;
  cert?: string;
  key?: string;
}

/** What `secureHeaders` names; `field` is the trigger's kind. */
export function wantHeaders(
  secureHeaders: z.infer<typeof secureHeadersShape> | null | undefined,
  field: string,
): WantedReference<HeaderValues>[] {
  return (secureHeaders ?? []).flatMap(({ name, valueFrom }, index): WantedReference<HeaderValues>[] => {
    const take = ({ headers }: HeaderValues, value: string) => headers.push([name, value]);
    const path = `${field}.secureHeaders[${index}].valueFrom`;
    const { secretKeyRef, configMapKeyRef } = valueFrom;
    if (secretKeyRef) return [{ kind: 'Secret', selector: secretKeyRef, path: `${path}.secretKeyRef`, take }];
    if (configMapKeyRef) {
      return [{ kind: 'ConfigMap', selector: configMapKeyRef, path: `${path}.configMapKeyRef`, take }];
    }
    return [];
  });
}

/** What `tls` names. */
export function wantTls(tls: z.infer<typeof tlsShape> | null | undefined, field: string): WantedReference<TlsValues>[] {
  return [
    ...wantSecret<TlsValues>(tls?.caCertSecret, `${field}.tls.caCertSecret`, (values, value) => {
      values.ca = value;
    }),
    ...wantSecret<TlsValues>(tls?.clientCertSecret, `${field}.tls.clientCertSecret`, (values, value) => {
      values.cert = value;
    }),
    ...wantSecret<TlsValues>(tls?.clientKeySecret, `${field}.tls.clientKeySecret`, (values, value) => {
      values.key = value;
    }),
  ];
}

export function wantSecret<Values>(
  selector: KeySelector | null | undefined,
  path: string,
  take: (values: Values, value: string) => void,
): WantedReference<Values>[] {
  return selector ? [{ kind: 'Secret', selector, path, take }] : [];
}
