import { createHmac } from 'node:crypto';
import { areSameTexts } from './are-same-texts.ts';
import { fitsPayload } from './payload/fits-payload.ts';
import { githubPayloads } from './payload/github-payloads.ts';
import type { WebhookRequest } from './webhook-request.ts';

/**
 * Argo Workflows 4.1's matcher `github`: a known event, a body, the HMAC of the body in lower-case hexadecimal with or without
 * `sha256=` before it (an empty secret checks nothing), and a payload that fits the event's type in Go.
 */
export function matchGithub(secret: string, { header, body }: WebhookRequest): boolean {
  const payload = githubPayloads.get(header('x-github-event') ?? '');
  if (payload === undefined || body.byteLength === 0) return false;
  if (secret !== '') {
    const signature = header('x-hub-signature-256') ?? '';
    const digest = signature.startsWith('sha256=') ? signature.slice('sha256='.length) : signature;
    if (signature === '' || !areSameTexts(digest, hexHmac(secret, body))) return false;
  }
  return fitsPayload(body, payload);
}

/** HMAC-SHA256 in lower-case hexadecimal. */
export function hexHmac(secret: string, body: Uint8Array): string {
  return createHmac('sha256', secret).update(body).digest('hex');
}
