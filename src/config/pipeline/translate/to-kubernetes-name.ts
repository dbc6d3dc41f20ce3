import { createHash } from 'node:crypto';

/** With what the app adds to it, a Workflow's name stays within what a label takes. */
const maxLength = 40;

/**
 * A pipeline's name as a name that Kubernetes takes. A name that has to be changed gets six characters of its hash, so that `CI`
 * and `ci` stay apart.
 *
 * @example toKubernetesName('build and test'); // 'build-and-test-' + six characters
 */
export function toKubernetesName(name: string): string {
  const plain = name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  if (plain === name && name.length <= maxLength) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 6);
  return `${plain.slice(0, maxLength - 7).replace(/^-+|-+$/g, '')}-${hash}`;
}
