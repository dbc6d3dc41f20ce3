import { type Problem, problem } from '../../problem/problem.ts';
import {
  type HostWords,
  type ListedHosts,
  type Resolve,
  type ResolvedAddress,
  resolveHost,
} from '../host/resolve-host.ts';
import { type BrokerAddress, writeAddress } from './read-addresses.ts';
import type { BrokerKind } from './read-broker-trigger.ts';

export interface BrokerRules {
  kind: BrokerKind;
  trigger: string;
  hosts: ListedHosts;
  resolve: Resolve;
}

/** A broker, and the only addresses that may be connected to for it. */
export interface AllowedBroker {
  broker: Pick<BrokerAddress, 'host' | 'port'>;
  addresses: ResolvedAddress[];
}

export type JudgedBrokers =
  | { kind: 'allowed'; brokers: AllowedBroker[] }
  | { kind: 'refused'; problem: Problem }
  | { kind: 'failed'; problem: Problem };

/**
 * Resolves each broker once and judges it by the policy's `hosts`: one that is not listed, or leads to an address that may not be
 * called, refuses all of them. One whose name is not known right now is left out as long as another one is.
 *
 * Problems: `trigger.broker-host`, `trigger.broker-address`, `trigger.broker-failed`.
 */
export async function judgeBrokers(
  brokers: readonly Pick<BrokerAddress, 'host' | 'port'>[],
  rules: BrokerRules,
): Promise<JudgedBrokers> {
  const judged = await Promise.all(brokers.map((broker) => judgeBroker(broker, rules)));
  const refused = judged.find((each) => each.kind === 'refused');
  if (refused !== undefined) return refused;
  const allowed = judged.flatMap((each) => (each.kind === 'allowed' ? each.brokers : []));
  const failed = judged.find((each) => each.kind === 'failed');
  return allowed.length === 0 && failed !== undefined ? failed : { kind: 'allowed', brokers: allowed };
}

async function judgeBroker(broker: Pick<BrokerAddress, 'host' | 'port'>, rules: BrokerRules): Promise<JudgedBrokers> {
  const { kind, trigger, hosts, resolve } = rules;
  const url = URL.parse(`${kind}://${writeAddress(broker)}`);
  const words = brokerWords(kind, trigger);
  if (url === null) return { kind: 'refused', problem: words.unlisted(writeAddress(broker).slice(0, 300)) };
  const resolved = await resolveHost(url, { hosts, words, resolve });
  return resolved.kind === 'allowed'
    ? { kind: 'allowed', brokers: [{ broker, addresses: resolved.addresses }] }
    : resolved;
}

function brokerWords(kind: BrokerKind, trigger: string): HostWords {
  return {
    unlisted: (host) => problem('trigger.broker-host', { kind, trigger, host }),
    special: (found) => problem('trigger.broker-address', { kind, trigger, ...found }),
    unresolved: ({ host, reason }) => problem('trigger.broker-failed', { kind, trigger, host, reason }),
  };
}
