import type { RunLogs } from '../../kubernetes/logs/run-logs.ts';
import { limitConcurrency } from '../write/limit-concurrency.ts';

/**
 * What is known of a run's Secrets. `unsure`: one of them could not be read for now, so that a text may hold a secret that
 * nobody would know.
 */
export type KnownSecrets =
  | { kind: 'known'; values: string[] /** Some of them the app may not read. */; isBlind: boolean }
  | { kind: 'unsure' };

const readsTogether = 8;

/**
 * The values of these Secrets, as far as the app may read them: one that it may not, or that is not there, adds none. What has
 * the shape of a secret is masked all the same.
 */
export async function readKnownSecrets(
  logs: Pick<RunLogs, 'readSecretValues'>,
  namespace: string,
  names: readonly string[],
): Promise<KnownSecrets> {
  const limit = limitConcurrency(readsTogether);
  const read = await Promise.all(names.map((name) => limit(() => logs.readSecretValues(namespace, name))));
  if (read.some((each) => !each.ok && each.failure.kind === 'later')) return { kind: 'unsure' };
  const values = read.flatMap((each) => (each.ok ? each.value : []));
  const isBlind = read.some((each) => !each.ok && each.failure.kind === 'forbidden');
  return { kind: 'known', isBlind, values: values.flatMap((value) => [value, ...insideJson(value)]) };
}

const maxInside = 200;
const secretKey = /pass|auth|token|secret|key|credential/i;

/** Registry logins, service accounts of clouds: JSON in which single fields are the secret. */
function insideJson(value: string): string[] {
  if (!/^\s*\{/.test(value)) return [];
  const found: string[] = [];
  try {
    JSON.parse(value, (key, held: unknown) => {
      if (typeof held === 'string' && secretKey.test(key) && found.length < maxInside) found.push(held);
      return held;
    });
  } catch {
    // No JSON after all: the value is looked for as it is.
  }
  return found;
}
