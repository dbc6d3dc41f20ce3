import type { FilterTrace } from '../decision.ts';

/**
 * What one kind of filter says. `error` is Argo Events' text; with an error `passed` is false. The trace holds the parts that
 * were looked at.
 */
export interface FilterResult {
  passed: boolean;
  error?: string;
  trace: FilterTrace[];
}

export const passedUnasked: FilterResult = { passed: true, trace: [] };
