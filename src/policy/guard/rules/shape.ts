import { problem } from '../../../problem/problem.ts';
import type { Inspection, Rule } from './inspection.ts';
import { joinPath } from './json-path.ts';

/** Data that Argo and Kubernetes use for nothing but what it is. */
export const anything: Rule = () => undefined;

/** An object with these fields. */
export function object(fields: Readonly<Record<string, Rule>>): Rule {
  const rules = new Map(Object.entries(fields));
  return (value, path, inspection) => {
    for (const [key, field] of fieldsOf(value, path, inspection)) {
      const rule = rules.get(key);
      if (rule === undefined) inspection.judgeUnknown(key, field, path, inspection);
      else rule(field, joinPath(path, key), inspection);
    }
  };
}

/** An object whose keys are names that the author chooses. */
export function mapOf(rule: Rule): Rule {
  return (value, path, inspection) => {
    for (const [key, field] of fieldsOf(value, path, inspection)) rule(field, joinPath(path, key), inspection);
  };
}

export function listOf(rule: Rule): Rule {
  return (value, path, inspection) => {
    if (value === null) return;
    if (!Array.isArray(value)) return refuseShape(value, path, 'a list', inspection);
    for (const [index, item] of value.entries()) rule(item, `${path}[${index}]`, inspection);
  };
}

/** For shapes that hold themselves: a step holds a template, which holds steps. */
export function lazily(rule: () => Rule): Rule {
  return (value, path, inspection) => rule()(value, path, inspection);
}

export function refuseShape(value: unknown, path: string, expected: string, { problems }: Inspection): void {
  const found = Array.isArray(value) ? 'a list' : `${typeof value === 'object' ? 'an' : 'a'} ${typeof value}`;
  problems.push(problem('policy.unexpected-shape', { path, found, expected }));
}

/** The fields that are there. Null is an absent field to Kubernetes. */
export function fieldsOf(value: unknown, path: string, inspection: Inspection): [string, unknown][] {
  if (value === null) return [];
  if (typeof value !== 'object' || Array.isArray(value)) {
    refuseShape(value, path, 'an object', inspection);
    return [];
  }
  return Object.entries(value).filter(([, field]) => field !== null && field !== undefined);
}
