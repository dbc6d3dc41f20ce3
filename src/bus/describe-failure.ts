const longestReason = 300;

/** Shapes of credentials that turn up in messages of HTTP clients. Fixed patterns, none built from input. */
const credentialShapes: readonly [RegExp, string][] = [
  [/-----BEGIN [A-Z ]+-----[\s\S]*?(?:-----END [A-Z ]+-----|$)/g, '***'],
  [/\bgh[a-z]_[A-Za-z0-9._-]{10,}/g, '***'],
  [/\bgithub_pat_[A-Za-z0-9_]{10,}/g, '***'],
  [/\beyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){0,4}/g, '***'],
  [/\/\/[^\s/@]{1,200}@/g, '//***@'],
  [/\b(bearer|basic|token)\s+[A-Za-z0-9._~+/=-]{8,}/gi, '$1 ***'],
];

/**
 * A thrown value as one short line for logs and problems: the error's name and message, cut to 300 characters, with everything
 * that looks like a credential masked.
 */
export function describeFailure(thrown: unknown): string {
  const text = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : `${typeof thrown} thrown`;
  const masked = credentialShapes.reduce((line, [shape, mask]) => line.replace(shape, mask), text.slice(0, 4000));
  const line = masked.replace(/\s+/g, ' ').trim();
  return line.length > longestReason ? `${line.slice(0, longestReason - 1)}…` : line;
}
