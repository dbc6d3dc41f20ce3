import { problem } from '../../problem/problem.ts';
import type { RunRequest } from '../../run/run-request.ts';
import { type Attempt, refuse } from '../attempt.ts';
import { findTlsFault } from '../http/call-host.ts';
import { nameOf } from '../object/object-task.ts';
import { readReferences } from '../references/read-references.ts';
import type { TlsValues, WantedReference } from '../references/reference-shapes.ts';
import type { AttemptTools } from '../trigger-tools.ts';
import { type AllowedBroker, type BrokerRules, judgeBrokers } from './judge-brokers.ts';
import { type BrokerAddress, readAddresses, writeAddress } from './read-addresses.ts';
import type { BrokerKind } from './read-broker-trigger.ts';

/** What a trigger says of the brokers it wants, and of what it shows them. */
export interface WantedBrokers<Secrets extends TlsValues> {
  url: string;
  tls: { insecureSkipVerify?: boolean | null | undefined } | null | undefined;
  wanted: WantedReference<Secrets>[];
  /** Filled with what was read. */
  secrets: Secrets;
}

export type PreparedBrokers =
  | { kind: 'ready'; named: BrokerAddress[]; brokers: AllowedBroker[]; rules: BrokerRules }
  | Exclude<Attempt, { kind: 'done' }>;

/**
 * Everything before a connection: brokers are read and judged first, then Secrets are judged and read, then certificates are looked at.
 *
 * Problems: `trigger.broker-url`, `-host`, `-address`, `-failed`, `-tls`, and those of `readReferences`.
 */
export async function prepareBrokers<Secrets extends TlsValues>(
  kind: BrokerKind,
  { url, tls, wanted, secrets }: WantedBrokers<Secrets>,
  request: RunRequest,
  tools: AttemptTools,
): Promise<PreparedBrokers> {
  const trigger = nameOf(request);
  const read = readAddresses(kind, url);
  if (!read.ok) return refuse(problem('trigger.broker-url', { kind, trigger, reason: read.reason }));
  const { unrestricted, hosts: listed } = request.policy;
  const hosts = unrestricted === true ? 'any' : listed;
  const rules: BrokerRules = { kind, trigger, hosts, resolve: tools.resolve };
  const judged = await judgeBrokers(read.addresses, rules);
  if (judged.kind === 'refused') return refuse(judged.problem);
  if (judged.kind === 'failed') return { kind: 'failed', problems: [judged.problem] };

  const known = await readReferences(wanted, request, tools);
  if (known.kind !== 'read') return known;
  for (const [index, { take }] of wanted.entries()) take(secrets, known.values[index] ?? '');
  const fault = findFault(tls, secrets);
  if (fault !== undefined) return refuse(problem('trigger.broker-tls', { kind, trigger, reason: fault }));
  return { kind: 'ready', named: read.addresses, brokers: judged.brokers, rules };
}

function findFault(tls: WantedBrokers<TlsValues>['tls'], { ca, cert, key }: TlsValues): string | undefined {
  if (tls?.insecureSkipVerify === true) return 'insecureSkipVerify would take any server for the one that is meant';
  return findTlsFault({
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  });
}

/** A broker that could not be reached, or did not take the message. Problem: `trigger.broker-failed`. */
export function brokerFailed(
  { kind, trigger }: Pick<BrokerRules, 'kind' | 'trigger'>,
  brokers: readonly BrokerAddress[],
  reason: string,
): Attempt {
  const host = brokers.map(writeAddress).join(',').slice(0, 300);
  return { kind: 'failed', problems: [problem('trigger.broker-failed', { kind, trigger, host, reason })] };
}
