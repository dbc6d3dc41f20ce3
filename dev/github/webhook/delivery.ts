import { createHmac, randomBytes } from 'node:crypto';
import type { AppRecord } from '../store/app-record.ts';

/** One webhook on its way to an App: what is sent, whether for the first time or again. */
export interface Delivery {
  guid: string;
  app: AppRecord;
  installationId: number | null;
  repositoryId: number | null;
  event: string;
  action: string | null;
  /** The JSON that is signed and sent, byte for byte. */
  body: string;
}

/** One attempt at a delivery, as GitHub records it. */
export interface Attempt {
  /** A number of 64 bits, kept as text: `JSON.parse` would round it. */
  id: string;
  delivery: Delivery;
  deliveredAt: Date;
  redelivery: boolean;
  /** Seconds. */
  duration: number;
  /** `OK`, or what went wrong. */
  status: string;
  /** The receiver's answer; 502 where there was none, 504 where it came too late. */
  statusCode: number;
  url: string;
  requestHeaders: Record<string, string>;
  responseHeaders: Record<string, string>;
  responseBody: string;
}

/** An id beyond what a double can hold, as GitHub's delivery ids are. Later ids are greater. */
export function createAttemptId(sequence: number): string {
  return String(9_100_000_000_000_000_000n + BigInt(sequence) * 1_000_003n);
}

function digest(algorithm: 'sha1' | 'sha256', secret: string, body: string): string {
  return `${algorithm}=${createHmac(algorithm, secret).update(body).digest('hex')}`;
}

/** The headers that GitHub sends with an App's webhook. Without a secret there are no signatures. */
export function deliveryHeaders(delivery: Delivery): Record<string, string> {
  const { app, body, event, guid } = delivery;
  const { secret } = app.hook;
  return {
    accept: '*/*',
    'content-type': 'application/json',
    'user-agent': `GitHub-Hookshot/${randomBytes(4).toString('hex').slice(0, 7)}`,
    'x-github-delivery': guid,
    'x-github-event': event,
    'x-github-hook-id': String(app.hook.id),
    'x-github-hook-installation-target-id': String(app.id),
    'x-github-hook-installation-target-type': 'integration',
    ...(secret === ''
      ? {}
      : { 'x-hub-signature': digest('sha1', secret, body), 'x-hub-signature-256': digest('sha256', secret, body) }),
  };
}
