import { parseDocument } from 'yaml';
import { isClientType } from './match/match-as-argo.ts';
import type { WebhookClient } from './match-client.ts';

/** The entries of the Secret that can be used, in the order of their names, and the names of those that cannot. */
export interface WebhookClients {
  clients: WebhookClient[];
  malformed: { name: string; reason: string }[];
}

/** A name that a service account can have. */
const accountShape = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;
const maxEntryBytes = 64 * 1024;

/** Reads `argo-workflows-webhook-clients`: by a service account's name YAML with `type` and `secret`. */
export function readClients(data: ReadonlyMap<string, Buffer>): WebhookClients {
  const read: WebhookClients = { clients: [], malformed: [] };
  for (const [name, value] of [...data].sort(([left], [right]) => (left < right ? -1 : 1))) {
    const client = readClient(name, value);
    if (typeof client === 'string') read.malformed.push({ name, reason: client });
    else read.clients.push(client);
  }
  return read;
}

/** A client, or what is wrong; nothing of the value is repeated. */
function readClient(serviceAccount: string, value: Buffer): WebhookClient | string {
  if (!accountShape.test(serviceAccount)) return 'its key is no name of a service account';
  if (value.byteLength > maxEntryBytes) return 'it is too large';
  const content = parseYaml(value.toString('utf8'));
  if (typeof content !== 'object' || content === null) return 'it is no YAML map with type and secret';
  const type: unknown = Reflect.get(content, 'type');
  const secret: unknown = Reflect.get(content, 'secret') ?? '';
  if (typeof type !== 'string' || !isClientType(type)) {
    return 'its type is none of github, gitlab, bitbucket, bitbucketserver';
  }
  if (typeof secret !== 'string') return 'its secret is no text (put it in quotes)';
  return { serviceAccount, type, secret };
}

/** YAML 1.1, as Argo reads it; undefined for what is none. */
function parseYaml(text: string): unknown {
  const document = parseDocument(text, { version: '1.1', prettyErrors: false, logLevel: 'error' });
  if (document.errors.length > 0) return undefined;
  try {
    return document.toJS({ maxAliasCount: 0 });
  } catch {
    // An alias, which no entry needs.
    return undefined;
  }
}
