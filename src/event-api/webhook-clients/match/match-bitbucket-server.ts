import { areSameTexts } from './are-same-texts.ts';
import { hexHmac } from './match-github.ts';
import { fitsPayload } from './payload/fits-payload.ts';
import type { PayloadType } from './payload/payload-type.ts';
import type { WebhookRequest } from './webhook-request.ts';

const payload: PayloadType = { actor: {}, repository: {}, pullRequest: {}, comment: {}, changes: ['any'] };

/** The events that Argo's server takes (`server/auth/webhook/bitbucketserver.go`). */
const events: ReadonlySet<string> = new Set([
  ...['refs_changed', 'modified', 'forked'].map((each) => `repo:${each}`),
  ...['added', 'edited', 'deleted'].flatMap((each) => [`repo:comment:${each}`, `pr:comment:${each}`]),
  ...['opened', 'from_ref_updated', 'modified', 'merged', 'declined', 'deleted'].map((each) => `pr:${each}`),
  ...['updated', 'approved', 'unapproved', 'needs_work'].map((each) => `pr:reviewer:${each}`),
]);

const prefixLength = 'sha256='.length;

/**
 * Argo Workflows 4.1's matcher `bitbucketserver`: the HMAC of the body behind any seven characters of `X-Hub-Signature`. An empty
 * secret checks nothing. A shorter header, over which Go's panics, matches nothing.
 */
export function matchBitbucketServer(secret: string, { header, body }: WebhookRequest): boolean {
  if (!events.has(header('x-event-key') ?? '') || body.byteLength === 0) return false;
  if (secret !== '') {
    const signature = Buffer.from(header('x-hub-signature') ?? '', 'utf8');
    if (signature.byteLength < prefixLength) return false;
    if (!areSameTexts(signature.subarray(prefixLength).toString('utf8'), hexHmac(secret, body))) return false;
  }
  return fitsPayload(body, payload);
}
