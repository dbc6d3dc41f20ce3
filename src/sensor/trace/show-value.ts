const maxLength = 200;
const mask = '***';

/** What looks like a credential: GitHub tokens, AWS access keys, the user part of a URL. */
const secrets: readonly RegExp[] = [
  /\bgh[pousr]_[A-Za-z0-9]{16,}/g,
  /\bgithub_pat_[A-Za-z0-9_]{16,}/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
];
const urlCredentials = /([a-z][a-z0-9+.-]*:\/\/)[^\s/@"']+@/gi;

/** Something that a credential has; a value without it needs no closer look, and most have none. */
const suspicious = /gh[pousr]_|github_pat_|AKIA|ASIA|:\/\//;

/** A value as a trace shows it: credentials masked, at most 200 characters. */
export function showValue(text: string): string {
  if (text.length <= maxLength && !suspicious.test(text)) return text;
  // Masked a little beyond the cut, so that no half of a secret is left at the end.
  const near = text.slice(0, maxLength + 300);
  const masked = secrets
    .reduce((shown, secret) => shown.replace(secret, mask), near)
    .replace(urlCredentials, `$1${mask}@`);
  return masked.length > maxLength ? `${masked.slice(0, maxLength - 1)}…` : masked;
}
