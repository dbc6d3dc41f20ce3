import type { EventDependency, EventFilters } from './sensor.ts';

const operators: Partial<Record<keyof EventFilters, keyof EventFilters>> = {
  exprs: 'exprLogicalOperator',
  data: 'dataLogicalOperator',
};

/**
 * Extension: a dependency with the kinds of filters that it lacks and its Sensor's `spec.filters` has. A kind comes with its
 * logical operator.
 */
export function withSensorFilters(dependency: EventDependency, filters: EventFilters | undefined): EventDependency {
  if (filters === undefined) return dependency;
  const merged: EventFilters = { ...dependency.filters };
  for (const kind of ['exprs', 'data', 'context', 'time', 'script', 'globs', 'if'] as const) {
    if (merged[kind] !== undefined || filters[kind] === undefined) continue;
    const operator = operators[kind];
    Object.assign(merged, { [kind]: filters[kind] });
    if (operator !== undefined) Object.assign(merged, { [operator]: filters[operator] });
  }
  return { ...dependency, filters: merged };
}
