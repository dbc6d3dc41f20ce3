/**
 * An entry of the policy's `kinds`: `ConfigMap`, `Deployment`, `Rollout.argoproj.io`, each with `/any` behind it where the
 * repository may also touch objects that this app did not create for it.
 */
export interface KindEntry {
  kind: string;
  /** Undefined: Kubernetes' own groups, and Argo's. */
  group: string | undefined;
  any: boolean;
}

/** As JSON Schema and as a whole: no globs, so that every kind a repository may touch stands in the file by its name. */
export const kindEntryPattern = '^[A-Z][A-Za-z0-9]{0,62}(\\.[a-z0-9]([-a-z0-9.]{0,250}[a-z0-9])?)?(/any)?$';

const entryPattern = new RegExp(kindEntryPattern);

/** Undefined for a text that is no entry; the policy file is refused with such a one. */
function parseKindEntry(text: string): KindEntry | undefined {
  if (!entryPattern.test(text)) return undefined;
  const any = text.endsWith('/any');
  const name = any ? text.slice(0, -'/any'.length) : text;
  const dot = name.indexOf('.');
  return dot < 0
    ? { kind: name, group: undefined, any }
    : { kind: name.slice(0, dot), group: name.slice(dot + 1), any };
}

/** What a repository may do with a kind: nothing, its own objects, or any object. */
export type KindRight = 'none' | 'own' | 'any';

/**
 * The right to a kind. Workflow needs no entry: what repositories may make of it is what the policy is about, but only `Workflow/any`
 * opens those of others.
 */
export function rightToKind(
  entries: readonly string[],
  { apiVersion, kind }: { apiVersion: string; kind: string },
): KindRight {
  const group = apiVersion.includes('/') ? (apiVersion.split('/', 1)[0] ?? '') : '';
  const matching = entries.flatMap((text) => {
    const entry = parseKindEntry(text);
    return entry !== undefined && entry.kind === kind && coversGroup(entry, group) ? [entry] : [];
  });
  if (matching.some((each) => each.any)) return 'any';
  const isWorkflow = kind === 'Workflow' && group === 'argoproj.io';
  return matching.length > 0 || isWorkflow ? 'own' : 'none';
}

/** Anybody can define a kind `Service` in a group of their own, which runs pods; such a one has to be written with its group. */
function coversGroup({ group: wanted }: KindEntry, group: string): boolean {
  if (wanted !== undefined) return wanted === group;
  return group === 'argoproj.io' || group.endsWith('.k8s.io') || !group.includes('.');
}
