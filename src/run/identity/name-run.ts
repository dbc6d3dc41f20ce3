import { shortHash } from './short-hash.ts';

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

const maxPrefixLength = 40;

/**
 * A Workflow's name: the prefix (at most 40 characters) and 12 base32 characters of the key's SHA-256 (60 bits).
 *
 * @param prefix a `generateName`, or a pipeline's name; made fit for a Kubernetes name
 */
export function nameRun(prefix: string, key: RunKey): string {
  const stem = toDnsLabel(prefix).slice(0, maxPrefixLength - 1);
  const separator = stem.endsWith('-') || stem === '' ? '' : '-';
  return `${stem}${separator}${hashOf(key)}`;
}

/** Lower-case letters, digits and dashes, beginning with a letter or digit; the rest becomes dashes. May be empty. */
function toDnsLabel(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^-+/, '')
    .replace(/-{2,}/g, '-');
}

function hashOf(key: RunKey): string {
  const dependencies = [...key.dependencies].sort();
  return shortHash([key.origin, key.repositoryId, key.delivery, key.sensor, key.trigger, dependencies, key.attempt]);
}
