import { findBeginning } from './find-beginning.ts';
import { maskPrivateKeys } from './mask-private-keys.ts';
import { maskTokenShapes } from './mask-token-shapes.ts';
import { secretMask } from './secret-mask.ts';
import { writtenForms } from './written-forms.ts';

export type MaskSecrets = (text: string) => string;

/** So many forms of known secrets are looked for; the longest, where there are more. */
const maxForms = 4000;

/**
 * Makes a function that masks secrets in a text: the known ones wherever they stand (as they are, in JSON, in an address, in
 * base64), and whatever has the shape of a secret: tokens of GitHub in both forms and of other services, cloud keys, JSON web
 * tokens, private keys, authorization headers, addresses with credentials. Takes time in proportion to the text's length,
 * whatever the text is.
 */
export function createSecretMask(known: readonly string[]): MaskSecrets {
  const forms = new Set(known.flatMap(writtenForms));
  const longestFirst = [...forms].sort((one, other) => other.length - one.length).slice(0, maxForms);
  const mayHoldKnown = findBeginning(longestFirst);
  return (text) => {
    let masked = text;
    if (mayHoldKnown(text)) for (const form of longestFirst) masked = masked.replaceAll(form, secretMask);
    return maskTokenShapes(maskPrivateKeys(masked));
  };
}
