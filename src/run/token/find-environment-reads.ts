import { isRecord } from '../../json/is-record.ts';
import { tokenReference } from '../../policy/guard/token-parameter.ts';

/**
 * Where a Workflow reads the Secret of `git-auth-secret` through the environment, as paths (`spec.templates[0].container.env[1]`): the
 * environment of a process never changes, so a renewed token does not get there.
 *
 * @param secretName the Secret's name, where it is known
 */
export function findEnvironmentReads(spec: unknown, secretName?: string): string[] {
  const found: string[] = [];
  const isToken = (name: unknown) => typeof name === 'string' && (name === secretName || tokenReference.test(name));

  function walk(value: unknown, path: string): void {
    if (Array.isArray(value)) {
      for (const [index, each] of value.entries()) walk(each, `${path}[${index}]`);
      return;
    }
    if (!isRecord(value)) return;
    for (const [key, each] of Object.entries(value)) {
      const here = `${path}.${key}`;
      if (key === 'env' || key === 'envFrom') found.push(...readsIn(each, here, isToken));
      else walk(each, here);
    }
  }

  walk(spec, 'spec');
  return found;
}

function readsIn(list: unknown, path: string, isToken: (name: unknown) => boolean): string[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((each, index) => (isToken(nameOf(each)) ? [`${path}[${index}]`] : []));
}

/** Of `{ valueFrom: { secretKeyRef: { name } } }` and `{ secretRef: { name } }`. */
function nameOf(entry: unknown): unknown {
  if (!isRecord(entry)) return undefined;
  const reference = isRecord(entry.valueFrom) ? entry.valueFrom.secretKeyRef : entry.secretRef;
  return isRecord(reference) ? reference.name : undefined;
}
