import { NetworkError } from '@platformatic/kafka';
import type { Problem } from '../../problem/problem.ts';
import { type BrokerRules, judgeBrokers } from '../broker/judge-brokers.ts';
import type { AllowBroker } from './guard-connections.ts';

/** Judges each broker that is to be connected to, also those that other brokers named. */
export function allowBy(rules: BrokerRules): AllowBroker {
  return async (broker) => {
    const judged = await judgeBrokers([broker], rules);
    if (judged.kind === 'allowed') return judged.brokers.flatMap(({ addresses }) => addresses);
    const { message } = judged.problem;
    // The client asks its own errors whether it may try again.
    if (judged.kind === 'failed') throw new NetworkError(message, { canRetry: true });
    throw new NetworkError(message, { canRetry: false, cause: new Error(message, { cause: judged.problem }) });
  };
}

/** The problem with which a broker was refused, where that is why something failed. */
export function findRefusal(thrown: unknown): Problem | undefined {
  if (!(thrown instanceof Error)) return undefined;
  if (isProblem(thrown.cause)) return thrown.cause;
  const several: unknown = 'errors' in thrown ? thrown.errors : undefined;
  for (const each of [thrown.cause, ...(Array.isArray(several) ? several : [])]) {
    const found = findRefusal(each);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isProblem(cause: unknown): cause is Problem {
  return typeof cause === 'object' && cause !== null && 'code' in cause && 'hint' in cause;
}
