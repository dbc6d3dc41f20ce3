import type { RunRequest } from '../../run/run-request.ts';
import type { Attempt } from '../attempt.ts';
import { readReferences } from '../references/read-references.ts';
import {
  type HeaderValues,
  type TlsValues,
  type WantedReference,
  wantHeaders,
  wantSecret,
  wantTls,
} from '../references/reference-shapes.ts';
import type { TriggerTools } from '../trigger-tools.ts';
import type { HttpTrigger } from './http-trigger.ts';

/** What a call keeps to itself. Its values go to the listed host and nowhere else: into no log and no problem. */
export interface CallSecrets extends HeaderValues, TlsValues {
  username: string;
  password: string;
}

/** Reads what the trigger names in Secrets and ConfigMaps. Problems: those of `readReferences`. */
export async function readSecrets(
  http: HttpTrigger,
  request: RunRequest,
  tools: Pick<TriggerTools, 'cluster'>,
): Promise<{ kind: 'read'; secrets: CallSecrets } | Exclude<Attempt, { kind: 'done' }>> {
  const wanted = listWanted(http);
  const read = await readReferences(wanted, request, tools);
  if (read.kind !== 'read') return read;
  const secrets: CallSecrets = { headers: [], username: '', password: '' };
  for (const [index, { take }] of wanted.entries()) take(secrets, read.values[index] ?? '');
  return { kind: 'read', secrets };
}

function listWanted({ secureHeaders, basicAuth, tls }: HttpTrigger): WantedReference<CallSecrets>[] {
  return [
    ...wantHeaders(secureHeaders, 'http'),
    ...wantSecret<CallSecrets>(basicAuth?.username, 'http.basicAuth.username', (secrets, value) => {
      secrets.username = value;
    }),
    ...wantSecret<CallSecrets>(basicAuth?.password, 'http.basicAuth.password', (secrets, value) => {
      secrets.password = value;
    }),
    ...wantTls(tls, 'http'),
  ];
}
