import { problem } from '../../../problem/problem.ts';
import { type Feature, features } from '../../features.ts';
import type { Inspection, Rule } from './inspection.ts';
import { policyLine } from './policy-line.ts';
import { anything } from './shape.ts';

/**
 * A field that needs a feature, unless it says nothing (`false`, 0, an empty text or list). `inner` goes on judging where the
 * feature is allowed: who may mount network volumes may still not read any Secret.
 */
export function guarded(feature: Feature, inner: Rule = anything): Rule {
  return guardedUnless(saysNothing, feature, inner);
}

/** A field that needs a feature unless its value is harmless. */
export function guardedUnless(isHarmless: (value: unknown) => boolean, feature: Feature, inner: Rule = anything): Rule {
  return (value, path, inspection) => {
    if (isHarmless(value)) return;
    if (inspection.policy.allow.includes(feature)) return inner(value, path, inspection);
    refuseFeature(feature, path, inspection);
  };
}

export function refuseFeature(feature: Feature, path: string, inspection: Inspection): void {
  const line = policyLine('allow', feature, inspection);
  inspection.problems.push(problem('policy.feature', { path, feature, why: features[feature], line }));
}

function saysNothing(value: unknown): boolean {
  return value === false || value === 0 || value === '' || (Array.isArray(value) && value.length === 0);
}
