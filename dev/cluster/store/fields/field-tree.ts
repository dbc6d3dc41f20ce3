import { isRecord } from '../kube-object.ts';

/**
 * An object seen as fields with owners: maps are looked into, lists are one value, as Kubernetes treats kinds without a schema.
 * Two lists of the metadata are sets and become maps: finalizers by value, owner references by uid.
 */
export type FieldTree = Record<string, unknown>;

const separator = '\u0000';
const neverOwned = new Set(['apiVersion', 'kind']);
const systemMetadata = new Set([
  'name',
  'namespace',
  'generateName',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'managedFields',
]);

/** The object's ownable fields as a tree. */
export function toFieldTree(object: object): FieldTree {
  const tree: FieldTree = {};
  for (const [key, value] of Object.entries(object)) {
    if (neverOwned.has(key)) continue;
    if (key !== 'metadata') tree[key] = value;
    else if (isRecord(value)) Object.assign(tree, toMetadataTree(value));
  }
  return tree;
}

function toMetadataTree(metadata: Record<string, unknown>): FieldTree {
  const tree: FieldTree = {};
  for (const [key, value] of Object.entries(metadata)) {
    if (systemMetadata.has(key)) continue;
    if (key === 'finalizers' && Array.isArray(value)) {
      tree[key] = Object.fromEntries(value.map((name) => [`v:${JSON.stringify(name)}`, name]));
    } else if (key === 'ownerReferences' && Array.isArray(value)) {
      tree[key] = Object.fromEntries(
        value.filter(isRecord).map((owner) => [`k:${JSON.stringify({ uid: owner.uid })}`, owner]),
      );
    } else tree[key] = value;
  }
  return Object.keys(tree).length === 0 ? {} : { metadata: tree };
}

/** The tree as the fields of an object again, without what the system keeps. */
export function fromFieldTree(tree: FieldTree): FieldTree {
  const { finalizers, ownerReferences, ...metadata } = isRecord(tree.metadata) ? tree.metadata : {};
  return {
    ...tree,
    metadata: {
      ...metadata,
      ...(isRecord(finalizers) ? { finalizers: Object.values(finalizers) } : {}),
      ...(isRecord(ownerReferences) ? { ownerReferences: Object.values(ownerReferences) } : {}),
    },
  };
}

/** Path and value of every leaf. An empty map is a leaf. */
export function leavesOf(tree: FieldTree): Map<string, unknown> {
  const leaves = new Map<string, unknown>();
  collectLeaves(tree, '', leaves);
  return leaves;
}

function collectLeaves(tree: FieldTree, prefix: string, leaves: Map<string, unknown>): void {
  for (const [key, value] of Object.entries(tree)) {
    if (value === undefined) continue;
    const path = prefix === '' ? key : prefix + separator + key;
    if (isRecord(value) && Object.keys(value).length > 0) collectLeaves(value, path, leaves);
    else leaves.set(path, value);
  }
}

/** A copy of the tree without the field at the path; a map that this empties goes too. */
export function withoutField(tree: FieldTree, path: string): FieldTree {
  const [key = '', ...rest] = path.split(separator);
  if (!Object.hasOwn(tree, key)) return tree;
  const { [key]: value, ...others } = tree;
  if (rest.length === 0) return others;
  if (!isRecord(value)) return tree;
  const remaining = withoutField(value, rest.join(separator));
  return Object.keys(remaining).length === 0 ? others : { ...tree, [key]: remaining };
}

/** Writes `over` onto `tree`, map by map. */
export function mergeTrees(tree: FieldTree, over: FieldTree): FieldTree {
  const merged = { ...tree };
  for (const [key, value] of Object.entries(over)) {
    const present = merged[key];
    merged[key] = isRecord(present) && isRecord(value) ? mergeTrees(present, value) : value;
  }
  return merged;
}

/** As conflicts name a path: `.spec.suspend`. */
export function displayPath(path: string): string {
  return path
    .split(separator)
    .map((key) => (key.startsWith('k:') || key.startsWith('v:') ? `[${key.slice(2)}]` : `.${key}`))
    .join('');
}

/** Paths as Kubernetes writes them into `fieldsV1`. */
export function encodeFields(paths: Iterable<string>): Record<string, unknown> {
  const root: Record<string, unknown> = {};
  for (const path of paths) {
    let place = root;
    for (const key of path.split(separator)) {
      const name = key.startsWith('k:') || key.startsWith('v:') ? key : `f:${key}`;
      const next = place[name];
      if (isRecord(next)) place = next;
      else {
        const created = {};
        place[name] = created;
        place = created;
      }
    }
  }
  return root;
}

/** The inverse of {@link encodeFields}. */
export function decodeFields(fields: Record<string, unknown>, prefix = ''): string[] {
  return Object.entries(fields).flatMap(([name, below]) => {
    const key = name.startsWith('f:') ? name.slice(2) : name;
    const path = prefix === '' ? key : prefix + separator + key;
    if (!isRecord(below) || Object.keys(below).length === 0) return [path];
    return decodeFields(below, path);
  });
}

/** True when one of the paths is the other or lies below it. */
export function overlaps(a: string, b: string): boolean {
  return a === b || a.startsWith(b + separator) || b.startsWith(a + separator);
}
