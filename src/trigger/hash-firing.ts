import { createHash } from 'node:crypto';
import { type RunRequest, runKeyOf } from '../run/run-request.ts';

/**
 * What makes a firing the same firing, in 64 hexadecimal digits: the same event carried out twice gives the same, anything else
 * another. It is the key of what is remembered of the firing, the `Idempotency-Key` of its HTTP call, and the mark on what it made.
 */
export function hashFiring(request: RunRequest): string {
  const { origin, repositoryId, delivery, sensor, trigger, dependencies, attempt } = runKeyOf(request);
  const key = [origin, repositoryId, delivery, sensor, trigger, [...dependencies].sort(), attempt];
  return createHash('sha256').update(JSON.stringify(key)).digest('hex');
}
