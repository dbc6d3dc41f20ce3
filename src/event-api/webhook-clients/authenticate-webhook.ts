import { createShare } from '../../cache/create-share.ts';
import type { Accounts } from '../../kubernetes/accounts/accounts.ts';
import type { ClusterResult } from '../../kubernetes/kubernetes.ts';
import { type Caller, readCaller } from '../caller/read-caller.ts';
import { createAccountTokens } from './account-token.ts';
import type { WebhookRequest } from './match/webhook-request.ts';
import { type MatchingMode, matchClient } from './match-client.ts';
import { readClients, type WebhookClients } from './read-clients.ts';

const clientsSecret = 'argo-workflows-webhook-clients';

/** What came of looking for the sender of a request without a token. `away`: the cluster could not be asked. */
export type WebhookSender =
  | { kind: 'caller'; caller: Caller; serviceAccount: string }
  | { kind: 'unknown' }
  | { kind: 'refused'; reason: string }
  | { kind: 'away'; reason: string };

export interface WebhookAuthentication {
  /** The namespace's clients; before the body of a request is read, because without any it does not have to be. */
  clients(namespace: string): Promise<ClusterResult<WebhookClients>>;
  /** Whose request it is, as a caller with the token of the client's service account. */
  authenticate(namespace: string, clients: WebhookClients, request: WebhookRequest): Promise<WebhookSender>;
  /** The cluster did not take the account's token any more. */
  forget(namespace: string, serviceAccount: string): void;
}

/** Less than the second within which a change of the Secret has to count. */
const readKeptMs = 800;
const maxKept = 2_000;

/** Webhook clients of namespaces, read with the app's own account. Secrets are held in memory for less than a second. */
export function createWebhookAuthentication({
  accounts,
  mode,
  now,
}: {
  accounts: Accounts;
  mode: () => MatchingMode;
  now: () => number;
}): WebhookAuthentication {
  const tokens = createAccountTokens(accounts, now);
  const secrets = createShare<ClusterResult<WebhookClients>>({ keepMs: () => readKeptMs, maxEntries: maxKept, now });

  return {
    clients: (namespace) =>
      secrets.get(namespace, async () => {
        const secret = await accounts.readSecret(namespace, clientsSecret);
        return secret.ok ? { ok: true, value: readClients(secret.value) } : secret;
      }),
    async authenticate(namespace, { clients, malformed }, request) {
      const matched = clients.find((client) => matchClient(client, request, mode()));
      if (matched === undefined) {
        // Argo fails at any entry that it cannot read, if it comes to that one; here the readable ones come first.
        const [first] = malformed;
        return first === undefined
          ? { kind: 'unknown' }
          : {
              kind: 'refused',
              reason: `the entry "${first.name}" of ${clientsSecret} cannot be used: ${first.reason}`,
            };
      }
      const { serviceAccount } = matched;
      const token = await tokens.get(namespace, serviceAccount);
      if (!token.ok) {
        const reason = `no token for the service account "${serviceAccount}": ${token.failure.message}`;
        return { kind: token.failure.kind === 'later' ? 'away' : 'refused', reason };
      }
      const caller = readCaller(`Bearer ${token.value}`);
      return caller === undefined
        ? { kind: 'refused', reason: `the token of the service account "${serviceAccount}" is none` }
        : { kind: 'caller', caller, serviceAccount };
    },
    forget: tokens.forget,
  };
}
