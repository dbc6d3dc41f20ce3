import { areSameTexts } from './are-same-texts.ts';
import { fitsPayload } from './payload/fits-payload.ts';
import type { PayloadType } from './payload/payload-type.ts';
import type { WebhookRequest } from './webhook-request.ts';

const payload: PayloadType = { actor: {}, repository: {}, push: {}, pullrequest: {}, issue: {}, comment: {} };

/** The events that Argo's server takes (`server/auth/webhook/bitbucket.go`). */
const events: ReadonlySet<string> = new Set([
  ...['push', 'fork', 'updated', 'commit_comment_created', 'commit_status_created', 'commit_status_updated'].map(
    (each) => `repo:${each}`,
  ),
  ...['created', 'updated', 'comment_created'].map((each) => `issue:${each}`),
  ...['created', 'updated', 'approved', 'unapproved', 'fulfilled', 'rejected'].map((each) => `pullrequest:${each}`),
  ...['created', 'updated', 'deleted'].map((each) => `pullrequest:comment_${each}`),
]);

/**
 * Argo Workflows 4.1's matcher `bitbucket`: the hook's UUID is the secret, and nothing signs the body. Bitbucket Cloud shows that
 * UUID to whoever administers the repository; an empty secret checks nothing.
 */
export function matchBitbucket(secret: string, { header, body }: WebhookRequest): boolean {
  if (secret !== '' && !areSameTexts(header('x-hook-uuid') ?? '', secret)) return false;
  return events.has(header('x-event-key') ?? '') && body.byteLength > 0 && fitsPayload(body, payload);
}
