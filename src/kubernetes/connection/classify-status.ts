import { isRecord } from '../../json/is-record.ts';
import type { ClusterFailure } from '../kubernetes.ts';

/** A `Status` object of the Kubernetes API, as far as it decides. */
export interface ApiStatus {
  message: string;
  reason: string;
  retryAfterSeconds?: number;
}

/** Reads an answer's body as a `Status`; another body (a proxy's page) has neither message nor reason. */
export function readStatus(body: unknown): ApiStatus {
  const status = isRecord(body) ? body : {};
  const details = isRecord(status.details) ? status.details : {};
  const seconds = details.retryAfterSeconds;
  return {
    message: typeof status.message === 'string' ? status.message.slice(0, 2000) : 'no message',
    reason: typeof status.reason === 'string' ? status.reason : '',
    ...(typeof seconds === 'number' && seconds > 0 ? { retryAfterSeconds: seconds } : {}),
  };
}

/** Answers that may pass: credentials that are being renewed, timeouts, too many requests. */
const passing = new Set([401, 408, 425, 429]);

/**
 * Turns a refusal of the API server into what the caller can do about it. A used-up quota is answered 403 like a missing
 * permission, but passes when other runs end.
 */
export function classifyStatus(code: number, status: ApiStatus, retryAfter: string | null): ClusterFailure {
  const message = `The Kubernetes API answered ${code} (${status.message}).`;
  if (code >= 500 || passing.has(code) || (code === 403 && /exceeded quota/i.test(status.message))) {
    return later(message, status, retryAfter);
  }
  switch (code) {
    case 404:
    case 410:
      return { kind: 'absent', message };
    case 409:
      return { kind: status.reason === 'AlreadyExists' ? 'exists' : 'conflict', message };
    case 403:
      return { kind: 'forbidden', message };
    default:
      return { kind: 'invalid', message };
  }
}

function later(message: string, status: ApiStatus, retryAfter: string | null): ClusterFailure {
  const seconds = retryAfter !== null && /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) : status.retryAfterSeconds;
  return { kind: 'later', message, ...(seconds === undefined ? {} : { retryAfterMs: seconds * 1000 }) };
}
