import { secretMask } from './secret-mask.ts';

interface Shape {
  /** How a token of this kind begins, wherever in a word. */
  prefix: RegExp;
  /** So many characters at least follow; fewer are no token. */
  atLeast: number;
}

/** Everything a token is made of. A run of these characters is looked through once, so that no text costs more than its length. */
const words = /[A-Za-z0-9_.~+/=-]{16,}/g;

/**
 * Tokens that say what they are. GitHub's installation tokens have two forms: 36 characters, and since 2026 `ghs_<App>_<JSON web
 * token>` of about 520 with dots, dashes and underscores.
 */
const shapes: readonly Shape[] = [
  { prefix: /gh[pousr]_/g, atLeast: 16 },
  { prefix: /github_pat_/g, atLeast: 16 },
  { prefix: /xox[abeoprs]-|xapp-\d-/g, atLeast: 10 },
  { prefix: /gl(?:pat|dt|rt|cbt|ptt|ft|soat)-/g, atLeast: 16 },
  { prefix: /npm_|dckr_(?:pat|oat)_|hf_|dop_v1_|shpat_|pypi-AgE/g, atLeast: 20 },
  { prefix: /hv[sbr]\.|sk-ant-|sk-proj-|[rs]k_(?:live|test)_|SG\.|AIza|ya29\./g, atLeast: 16 },
];

/** AWS access keys have exactly this length. */
const awsKey = /(?<![A-Za-z0-9])A(?:KIA|SIA|BIA|CCA)[A-Z2-7]{16}(?![A-Za-z0-9])/g;

/** What stands behind these names is secret whatever it looks like. Bounded, so that no text costs more than its length. */
const named: readonly (readonly [RegExp, string])[] = [
  [
    /((?:proxy-)?authorization\\?["']?\s{0,4}[:=]\s{0,4}\[?\\?["']?)(?:[A-Za-z]{1,20} {1,4})?[^\s"',\\]{4,}/gi,
    `$1${secretMask}`,
  ],
  [/(\bbearer\s{1,4})[A-Za-z0-9._~+/=-]{8,}/gi, `$1${secretMask}`],
  [
    /((?:private-token|x-api-key|x-auth-token|x-vault-token|set-cookie|cookie)\\?["']?\s{0,4}:\s{0,4}\[?\\?["']?)[^\s"',\\]{4,}/gi,
    `$1${secretMask}`,
  ],
  [
    /((?:aws_secret_access_key|aws_session_token|secretaccesskey|sessiontoken|accountkey|_authtoken|_password)\\?["']?\s{0,4}[:=]\s{0,4}\\?["']?)[^\s"',\\;]{6,}/gi,
    `$1${secretMask}`,
  ],
  [
    /([?&](?:access_token|token|api_key|apikey|key|sig|signature|client_secret|password|x-amz-(?:signature|credential|security-token)|x-goog-(?:signature|credential))=)[^\s&"'<>\\]{6,}/gi,
    `$1${secretMask}`,
  ],
  [/(hooks\.slack\.com\/(?:services|workflows|triggers)\/)[A-Za-z0-9/_-]{8,200}/g, `$1${secretMask}`],
  [/(:\/\/)[^\s/@"'<>\\]{1,2048}@/g, `$1${secretMask}@`],
];

/** Masks what has the shape of a secret, known or not. */
export function maskTokenShapes(text: string): string {
  let masked = text;
  for (const [shape, replacement] of named) masked = masked.replace(shape, replacement);
  return masked.replace(words, maskWord).replace(awsKey, secretMask);
}

function maskWord(word: string): string {
  const start = Math.min(...shapes.map((shape) => findShape(word, shape)), findWebToken(word));
  return start >= word.length ? word : word.slice(0, start) + secretMask;
}

/** Where a token begins; from there on the whole word is masked. */
function findShape(word: string, { prefix, atLeast }: Shape): number {
  prefix.lastIndex = 0;
  for (let found = prefix.exec(word); found !== null; found = prefix.exec(word)) {
    if (!isWordCharacter(word[found.index - 1]) && word.length - prefix.lastIndex >= atLeast) return found.index;
  }
  return word.length;
}

function isWordCharacter(character: string | undefined): boolean {
  return character !== undefined && /[A-Za-z0-9]/.test(character);
}

/** A JSON web token: three parts, of which the first is the base64 of `{"…`. */
function findWebToken(word: string): number {
  const start = word.indexOf('eyJ');
  if (start === -1) return word.length;
  const [head = '', payload = ''] = word.slice(start).split('.', 3);
  const hasParts = word.slice(start).split('.', 3).length === 3;
  return hasParts && head.length >= 12 && payload.length >= 8 ? start : word.length;
}
