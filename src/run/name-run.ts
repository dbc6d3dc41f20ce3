import { createHash } from 'node:crypto';

/** What makes a run the same run: the same event carried out twice gives the same name, anything else another. */
export interface RunKey {
  origin: string;
  repositoryId: number;
  delivery: string;
  sensor: string;
  trigger: string;
  dependencies: readonly string[];
  attempt: number;
}

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';
/** Characters of a run's name that its key makes. */
export const suffixLength = 12;
const maxPrefixLength = 40;

/**
 * A Workflow's name: the prefix (at most 40 characters) and 12 base32 characters of the key's SHA-256 (60 bits).
 *
 * @param prefix a `generateName`, or a pipeline's name; made fit for a Kubernetes name
 */
export function nameRun(prefix: string, key: RunKey): string {
  const stem = toDnsLabel(prefix).slice(0, maxPrefixLength - 1);
  const separator = stem.endsWith('-') || stem === '' ? '' : '-';
  return `${stem}${separator}${shortHash(key)}`;
}

/** Lower-case letters, digits and dashes, beginning with a letter or digit; the rest becomes dashes. May be empty. */
export function toDnsLabel(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^-+/, '')
    .replace(/-{2,}/g, '-');
}

function shortHash(key: RunKey): string {
  const digest = createHash('sha256')
    .update(
      JSON.stringify([
        key.origin,
        key.repositoryId,
        key.delivery,
        key.sensor,
        key.trigger,
        [...key.dependencies].sort(),
        key.attempt,
      ]),
    )
    .digest();
  let text = '';
  for (let index = 0; index < suffixLength; index++) text += alphabet[fiveBitsAt(digest, index * 5)];
  return text;
}

function fiveBitsAt(bytes: Buffer, bit: number): number {
  const word = bytes.readUInt16BE(bit >> 3);
  return (word >> (11 - (bit & 7))) & 31;
}
