import { compileRegularExpression } from '../../../expression/regular-expression/compile-regular-expression.ts';
import { parseBoolText } from '../../../expression/scalar/parse-bool-text.ts';
import { floatError, parseFloatText } from '../../../expression/scalar/parse-float.ts';
import { quoteText } from '../../../expression/scalar/quote-text.ts';
import type { WorkAllowance } from '../../../expression/work/work-allowance.ts';
import { type Problem, problem } from '../../../problem/problem.ts';
import type { DataFilter } from '../../sensor.ts';
import type { LocatedProblem } from '../located-problem.ts';
import type { DocumentPath } from '../read-shape.ts';
import type { CheckedPart } from './check-filters.ts';
import { checkTemplate } from './check-template.ts';

/** One data filter: values that cannot be read, comparators that say nothing, and lists that let everything through. */
export function checkData(filter: DataFilter, { path, work }: CheckedPart): LocatedProblem[] {
  return [
    ...checkType(filter, path),
    ...checkValues(filter, { path, work }),
    ...checkComparator(filter, path),
    ...checkTemplate(filter.template, [...path, 'template']),
  ];
}

function checkType({ type }: DataFilter, path: DocumentPath): LocatedProblem[] {
  if (['bool', 'number', 'string'].includes(type)) return [];
  const reason = `its type is ${type}, and Argo Events knows bool, number and string`;
  return [{ problem: problem('sensor.filter-never-passes', { reason }), path: [...path, 'type'] }];
}

function checkValues({ type, value }: DataFilter, { path, work }: CheckedPart): LocatedProblem[] {
  return value.flatMap((each, at) => {
    const found = checkValue(type, each, work);
    return found === undefined ? [] : [{ problem: found, path: [...path, 'value', at] }];
  });
}

function checkValue(type: string, value: string, work: WorkAllowance): Problem | undefined {
  if (type === 'string') {
    const compilation = compileRegularExpression(value, work);
    return compilation.ok || work.left <= 0
      ? undefined
      : problem('sensor.regular-expression', { value, reason: compilation.message });
  }
  const isNumber = type !== 'number' || floatError(quoteText(value), parseFloatText(value)) === undefined;
  const isBool = type !== 'bool' || parseBoolText(value) !== undefined;
  return isNumber && isBool ? undefined : problem('sensor.filter-value', { value, type });
}

function checkComparator({ type, comparator = '', value }: DataFilter, path: DocumentPath): LocatedProblem[] {
  const here = [...path, 'comparator'];
  if (comparator === '' || comparator === '=') return [];
  if (type === 'bool') return [{ problem: problem('sensor.comparator-ignored', { comparator }), path: here }];
  if (type === 'string' && comparator !== '!=') {
    const reason = `texts are compared with = and != only, not with ${comparator}`;
    return [{ problem: problem('sensor.filter-never-passes', { reason }), path: here }];
  }
  const differing = new Set(value).size > 1;
  if (comparator !== '!=' || !differing) return [];
  const reason = 'one value that differs is enough, and of several values one always does';
  return [{ problem: problem('sensor.filter-always-passes', { reason }), path: here }];
}
