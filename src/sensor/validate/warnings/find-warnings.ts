import type { WorkAllowance } from '../../../expression/work/work-allowance.ts';
import { problem } from '../../../problem/problem.ts';
import type { Sensor } from '../../sensor.ts';
import type { LocatedProblem } from '../located-problem.ts';
import { checkDependencies } from './check-dependencies.ts';
import { checkFilters } from './check-filters.ts';
import { checkTrigger } from './check-trigger.ts';

/**
 * What is wrong with a Sensor that Argo Events takes: what it then ignores without a word, what can never work, what this version
 * does not carry out. Errors are only what would let through more than the file says.
 */
export function findWarnings(sensor: Sensor, work: WorkAllowance): LocatedProblem[] {
  const { dependencies, triggers, filters } = sensor.spec;
  const found = [
    ...checkDependencies(dependencies, ['spec', 'dependencies']),
    ...dependencies.flatMap((each, at) =>
      checkFilters(each.filters, each.filtersLogicalOperator, { path: ['spec', 'dependencies', at, 'filters'], work }),
    ),
    ...checkFilters(filters, undefined, { path: ['spec', 'filters'], work }),
    ...triggers.flatMap((trigger, at) => checkTrigger(trigger, sensor.spec, ['spec', 'triggers', at])),
  ];
  if (work.left > 0) return found;
  return [...found, { problem: problem('sensor.patterns-too-large', {}), path: ['spec'] }];
}
