import { prepareVerifying, readSignature } from '../../webhook/verify-signature.ts';
import { type ClientType, matchersOfArgo } from './match/match-as-argo.ts';
import type { WebhookRequest } from './match/webhook-request.ts';

/** One entry of the Secret: whose requests may use the service account. */
export interface WebhookClient {
  serviceAccount: string;
  type: ClientType;
  secret: string;
}

/** `strict`: this app's rule stands before Argo's matcher. `as-argo`: Argo's matcher alone. */
export type MatchingMode = 'strict' | 'as-argo';

/**
 * Whether a request is from a client. The strict rule refuses what Argo's matchers take without proof (an empty secret, a signature
 * without `sha256=`), and takes every GitHub event that is signed, also those that Argo's list lacks.
 */
export function matchClient(client: WebhookClient, request: WebhookRequest, mode: MatchingMode): boolean {
  const matchAsArgo = () => matchersOfArgo[client.type](client.secret, request);
  if (mode === 'as-argo') return matchAsArgo();
  if (client.secret === '') return false;
  switch (client.type) {
    case 'github':
      return isSignedByGithub(client.secret, request);
    case 'bitbucketserver':
      return request.header('x-hub-signature')?.startsWith('sha256=') === true && matchAsArgo();
    default:
      return matchAsArgo();
  }
}

function isSignedByGithub(secret: string, { header, body }: WebhookRequest): boolean {
  const signature = readSignature(header('x-hub-signature-256'));
  if (signature === undefined || (header('x-github-event') ?? '') === '') return false;
  return prepareVerifying([secret])(body, signature);
}
