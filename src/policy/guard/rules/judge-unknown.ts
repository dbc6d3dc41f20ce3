import { problem } from '../../../problem/problem.ts';
import type { Feature } from '../../features.ts';
import { refuseFeature } from './feature.ts';
import type { Inspection, Rule, UnknownFieldRule } from './inspection.ts';
import { joinPath } from './json-path.ts';
import { configMapName, secretName, serviceAccountName } from './names.ts';
import { policyLine } from './policy-line.ts';

/**
 * A field that no shape knows is refused, because nobody can tell what it does: one that a newer Argo added, and one such as
 * `ServiceAccountName`, whose case Argo's controller overlooks at times (it falls back to Go's JSON reader when a parameter's
 * value is a number). Where the policy lets unknown fields through, they are still judged by their keys.
 */
export const judgeUnknown: UnknownFieldRule = (key, value, path, inspection) => {
  if (inspection.policy.allow.includes('unknownFields')) return judgeByKeys({ [key]: value }, path, inspection);
  const line = policyLine('allow', 'unknownFields', inspection);
  inspection.problems.push(problem('policy.unknown-field', { path: joinPath(path, key), line }));
};

/** What a key says by itself, whatever its case. */
const flags: readonly [RegExp, Feature][] = [
  [/^hostpath$/i, 'hostPath'],
  [/^host(network|pid|ipc)$/i, 'hostNetwork'],
  [/^hostport$/i, 'hostPorts'],
  [/^privileged$/i, 'privileged'],
  [/^podspecpatch$/i, 'podSpecPatch'],
  [/^(persistentvolumeclaim|claimname)$/i, 'persistentVolumeClaims'],
];

const references: readonly [RegExp, Rule][] = [
  [/secrets?(name|ref|keyref)?$/i, secretName],
  [/configmaps?(name|ref|keyref)?$/i, configMapName],
  [/serviceaccount(name)?$/i, serviceAccountName],
];

/** Judges all of a part whose shape is not known (a new field, a storage driver's volume) by its keys. */
export const judgeByKeys: Rule = (value, path, inspection) => {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) judgeByKeys(item, `${path}[${index}]`, inspection);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, field] of Object.entries(value)) {
    const inside = joinPath(path, key);
    judgeKey(key, field, inside, inspection);
    judgeByKeys(field, inside, inspection);
  }
};

function judgeKey(key: string, value: unknown, path: string, inspection: Inspection): void {
  const feature = flags.find(([pattern]) => pattern.test(key))?.[1];
  if (feature !== undefined && value && !inspection.policy.allow.includes(feature)) {
    refuseFeature(feature, path, inspection);
  }
  const judgeName = references.find(([pattern]) => pattern.test(key))?.[1];
  if (judgeName === undefined) return;
  for (const name of namesIn(value)) judgeName(name, path, inspection);
}

/** A reference is a name, an object with one, or a list of either. */
function namesIn(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.flatMap(namesIn);
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value)
    .filter(([key]) => /^(secret|configmap)?name$/i.test(key))
    .map(([, name]) => name);
}
