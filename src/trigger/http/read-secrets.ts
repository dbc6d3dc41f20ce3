import { judgeReference } from '../../policy/trigger/judge-reference.ts';
import { problem } from '../../problem/problem.ts';
import type { RunRequest } from '../../run/run-request.ts';
import { type Attempt, fromClusterFailure, refuse } from '../attempt.ts';
import { nameOf } from '../object/object-task.ts';
import type { TriggerTools } from '../trigger-tools.ts';
import type { HttpTrigger, KeySelector } from './http-trigger.ts';

/** What a call keeps to itself. Its values go to the listed host and nowhere else: into no log and no problem. */
export interface CallSecrets {
  /** In the order of `secureHeaders`. */
  headers: [name: string, value: string][];
  username: string;
  password: string;
  ca?: string;
  cert?: string;
  key?: string;
}

interface Wanted {
  kind: 'Secret' | 'ConfigMap';
  selector: KeySelector;
  path: string;
  take: (secrets: CallSecrets, value: string) => void;
}

type Otherwise = Exclude<Attempt, { kind: 'done' }>;

/**
 * Reads what the trigger names in Secrets and ConfigMaps of the policy's namespace. All of it is judged before any of it is read.
 *
 * Problems: `policy.secret`, `policy.untrusted-secret`, `policy.config-map`, `trigger.http-reference`.
 */
export async function readSecrets(
  http: HttpTrigger,
  request: RunRequest,
  { cluster }: Pick<TriggerTools, 'cluster'>,
): Promise<{ kind: 'read'; secrets: CallSecrets } | Otherwise> {
  const wanted = listWanted(http);
  const refused = wanted.flatMap(({ kind, selector, path }) => {
    const judged = judgeReference({ kind, name: selector.name, path }, request.policy, {
      untrusted: request.untrusted,
    });
    return judged === undefined ? [] : [judged];
  });
  if (refused.length > 0) return refuse(...refused);

  const secrets: CallSecrets = { headers: [], username: '', password: '' };
  const { namespace } = request.policy;
  for (const { kind, selector, path, take } of wanted) {
    const { name, key } = selector;
    const read = kind === 'Secret' ? cluster.readSecretKey : cluster.readConfigMapKey;
    const found = await read(namespace, name, key);
    if (found.ok) take(secrets, found.value);
    else if (found.failure.kind !== 'absent') return fromClusterFailure(found.failure, nameOf(request));
    else {
      const values = { trigger: nameOf(request), path, kind, name, key, namespace };
      return { kind: 'failed', problems: [problem('trigger.http-reference', values)] };
    }
  }
  return { kind: 'read', secrets };
}

function listWanted({ secureHeaders, basicAuth, tls }: HttpTrigger): Wanted[] {
  const headers = (secureHeaders ?? []).flatMap(({ name, valueFrom }, index): Wanted[] => {
    const take: Wanted['take'] = (secrets, value) => secrets.headers.push([name, value]);
    const path = `http.secureHeaders[${index}].valueFrom`;
    const { secretKeyRef, configMapKeyRef } = valueFrom;
    if (secretKeyRef) return [{ kind: 'Secret', selector: secretKeyRef, path: `${path}.secretKeyRef`, take }];
    if (configMapKeyRef)
      return [{ kind: 'ConfigMap', selector: configMapKeyRef, path: `${path}.configMapKeyRef`, take }];
    return [];
  });
  return [
    ...headers,
    ...secret(basicAuth?.username, 'http.basicAuth.username', (secrets, value) => {
      secrets.username = value;
    }),
    ...secret(basicAuth?.password, 'http.basicAuth.password', (secrets, value) => {
      secrets.password = value;
    }),
    ...secret(tls?.caCertSecret, 'http.tls.caCertSecret', (secrets, value) => {
      secrets.ca = value;
    }),
    ...secret(tls?.clientCertSecret, 'http.tls.clientCertSecret', (secrets, value) => {
      secrets.cert = value;
    }),
    ...secret(tls?.clientKeySecret, 'http.tls.clientKeySecret', (secrets, value) => {
      secrets.key = value;
    }),
  ];
}

function secret(selector: KeySelector | null | undefined, path: string, take: Wanted['take']): Wanted[] {
  return selector ? [{ kind: 'Secret', selector, path, take }] : [];
}
