import { findErrorBy, NetworkError } from '@platformatic/kafka';
import { type Problem, problem } from '../../../problem/problem.ts';
import { describeFailure } from '../../describe-failure.ts';

/** Names that the protocol gives to errors: https://kafka.apache.org/protocol#protocol_error_codes. */
const refusals = [
  'TOPIC_AUTHORIZATION_FAILED',
  'GROUP_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
  'TRANSACTIONAL_ID_AUTHORIZATION_FAILED',
  'POLICY_VIOLATION',
] as const;
/** The broker answers, and will go on to answer this. */
const limits = ['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE', 'INVALID_CONFIG', 'THROTTLING_QUOTA_EXCEEDED'] as const;
const badCredentials = ['SASL_AUTHENTICATION_FAILED', 'UNSUPPORTED_SASL_MECHANISM', 'ILLEGAL_SASL_STATE'] as const;

/** What an error of the client library means for whoever runs the app. */
export function explainKafkaError(thrown: unknown, address: string): Problem {
  const reason = describeKafkaError(thrown);
  if (isProtocolError(thrown, badCredentials) || hasCode(thrown, 'PLT_KFK_AUTHENTICATION'))
    return problem('bus.broker-credentials', { address, reason });
  if (isProtocolError(thrown, refusals)) return problem('bus.broker-forbids', { address, reason });
  if (isProtocolError(thrown, limits)) return problem('bus.broker-refused', { address, reason });
  return problem('bus.broker-unreachable', { address, reason });
}

/** There is no such topic. The library makes an error of its own of what the broker says of one. */
export function isUnknownTopic(thrown: unknown): boolean {
  const isSaid = isProtocolError(thrown, ['UNKNOWN_TOPIC_OR_PARTITION', 'UNKNOWN_TOPIC_ID']);
  return isSaid || describeKafkaError(thrown).includes('Unknown topic');
}

/** True when one of the broker's answers in an error (there may be several, of several brokers) has one of these names. */
export function isProtocolError(thrown: unknown, names: readonly string[]): boolean {
  return flatten(thrown).some((each) => names.some((name) => findErrorBy(each, 'apiId', name) !== null));
}

/** The innermost errors of a failure as one short line; the outer ones say only that something failed. */
export function describeKafkaError(thrown: unknown): string {
  const innermost = flatten(thrown).filter((each) => childrenOf(each).length === 0);
  const lines = new Set(innermost.map((each) => `${nameOf(each)}${describeFailure(each)}`));
  return [...lines].slice(0, 2).join('; ');
}

/** True when the broker could not be reached, or the connection broke. */
export function isNetworkError(thrown: unknown): boolean {
  return flatten(thrown).some((each) => NetworkError.isRetryable(each));
}

function nameOf(error: Error): string {
  return 'apiId' in error ? `${String(error.apiId)}: ` : '';
}

function hasCode(thrown: unknown, code: string): boolean {
  return flatten(thrown).some((each) => 'code' in each && each.code === code);
}

function flatten(thrown: unknown): Error[] {
  const error = thrown instanceof Error ? thrown : new Error(describeFailure(thrown));
  return [error, ...childrenOf(error).flatMap(flatten)];
}

function childrenOf(error: Error): unknown[] {
  const several: unknown = 'errors' in error ? error.errors : undefined;
  const cause = error.cause instanceof Error ? [error.cause] : [];
  return [...(Array.isArray(several) ? several : []), ...cause];
}
