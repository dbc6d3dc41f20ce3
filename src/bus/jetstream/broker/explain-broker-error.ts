import { JetStreamApiError } from '@nats-io/jetstream';
import { errors } from '@nats-io/transport-node';
import { type Problem, problem } from '../../../problem/problem.ts';
import { describeFailure } from '../../describe-failure.ts';

/** Error codes of JetStream's API (nats-server, server/errors.json). */
const codes = {
  insufficientResources: [10023, 10028, 10047],
  streamFull: [10077, 10122],
  wrongLastSequence: [10071, 10164],
  subjectsOverlap: [10065],
  nameInUse: [10058],
  noSuchStream: [10059],
} as const;

/**
 * What an error of the NATS client means for whoever runs the app. An error that has a problem already keeps it; undefined: it is
 * not of the client.
 */
export function explainBrokerError(thrown: unknown, address: string): Problem | undefined {
  if (isExplained(thrown)) return thrown.cause;
  const reason = describeFailure(thrown);
  if (isApiError(thrown, 'insufficientResources') || isApiError(thrown, 'streamFull')) {
    return problem('bus.broker-full', { address, reason });
  }
  if (thrown instanceof JetStreamApiError && thrown.apiError().code !== 503) {
    return problem('bus.broker-refused', { address, reason });
  }
  if (thrown instanceof errors.AuthorizationError) {
    return problem('bus.broker-credentials', { address, reason });
  }
  if (findPermissionViolation(thrown)) {
    return problem('bus.broker-forbids', { address, reason });
  }
  if (thrown instanceof errors.TimeoutError) {
    return problem('bus.broker-unreachable', { address, reason: 'no answer came in time' });
  }
  if (thrown instanceof Error && thrown.name === 'JetStreamNotEnabled') {
    return problem('bus.broker-unreachable', { address, reason: 'JetStream does not answer there' });
  }
  return isOfClient(thrown) ? problem('bus.broker-unreachable', { address, reason }) : undefined;
}

function isOfClient(thrown: unknown): boolean {
  const isNamed = thrown instanceof Error && thrown.name.startsWith('JetStream');
  return isNamed || Object.values(errors).some((kind) => thrown instanceof kind);
}

/** The message was not stored because another one came first. */
export function isWrongLastSequence(thrown: unknown): boolean {
  return isApiError(thrown, 'wrongLastSequence');
}

/** A stream of this name is there, and it is configured otherwise. */
export function isNameInUse(thrown: unknown): boolean {
  return isApiError(thrown, 'nameInUse');
}

/** There is no stream of this name. */
export function isNoSuchStream(thrown: unknown): boolean {
  return isApiError(thrown, 'noSuchStream');
}

/** Another stream has the subjects. */
export function isSubjectOverlap(thrown: unknown): boolean {
  return isApiError(thrown, 'subjectsOverlap');
}

function isApiError(thrown: unknown, kind: keyof typeof codes): boolean {
  const known: readonly number[] = codes[kind];
  return thrown instanceof JetStreamApiError && known.includes(thrown.code);
}

function findPermissionViolation(thrown: unknown): boolean {
  if (thrown instanceof errors.PermissionViolationError) return true;
  return thrown instanceof Error && thrown.cause instanceof errors.PermissionViolationError;
}

function isExplained(thrown: unknown): thrown is Error & { cause: Problem } {
  const cause = thrown instanceof Error ? thrown.cause : undefined;
  return typeof cause === 'object' && cause !== null && 'code' in cause && 'hint' in cause;
}
