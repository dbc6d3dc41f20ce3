import { createSecretMask } from '../mask/create-secret-mask.ts';

const longestReason = 300;
/** Nothing beyond this can end up in the reason, and masking costs time by length. */
const longestRead = 40_000;

const maskSecrets = createSecretMask([]);

/**
 * A thrown value as one short line for logs and problems: the error's name and message, cut to 300 characters, with everything
 * that looks like a credential masked.
 */
export function describeFailure(thrown: unknown): string {
  const text = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : `${typeof thrown} thrown`;
  const line = maskSecrets(text.slice(0, longestRead)).replace(/\s+/g, ' ').trim();
  return line.length > longestReason ? `${line.slice(0, longestReason - 1)}…` : line;
}
