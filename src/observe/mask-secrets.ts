/** Shapes of secrets in any text, with what is put in their place. Lengths are bounded so that no text costs more than its length. */
const shapes: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----.{0,16384}?-----END [A-Z ]{0,40}PRIVATE KEY-----/gs, '***'],
  [/\bgh[pousr]_[A-Za-z0-9._-]{16,}/g, '***'],
  [/\bgithub_pat_[A-Za-z0-9_]{16,}/g, '***'],
  [/\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/g, '***'],
  [/\b(bearer\s{1,4})[A-Za-z0-9._~+/=-]{8,}/gi, '$1***'],
  [/(authorization\\?["']?\s{0,4}[:=]\s{0,4}\\?["']?)(?:[A-Za-z]{1,20} )?[^\s"',\\]{4,}/gi, '$1***'],
  [/(:\/\/)[^\s/@"']{1,2048}@/g, '$1***@'],
];

const shortestKnown = 6;

/**
 * Makes a function that masks secrets in a text: the known ones wherever they stand (as they are, or inside JSON), and whatever has
 * the shape of a GitHub token of either form, a JSON web token, a private key, an authorization header or an address with
 * credentials.
 */
export function createSecretMask(known: readonly string[]): (text: string) => string {
  const forms = known.filter((secret) => secret.length >= shortestKnown).flatMap(writtenForms);
  const longestFirst = [...new Set(forms)].sort((a, b) => b.length - a.length);
  return (text) => {
    let masked = text;
    for (const secret of longestFirst) {
      masked = masked.replaceAll(secret, '***');
    }
    for (const [shape, replacement] of shapes) {
      masked = masked.replace(shape, replacement);
    }
    return masked;
  };
}

function writtenForms(secret: string): string[] {
  return [secret, JSON.stringify(secret).slice(1, -1)];
}
