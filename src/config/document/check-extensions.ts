import { compileGlobs } from '../../expression/glob/compile-globs.ts';
import type { Position } from '../../problem/problem.ts';
import type { EventFilters, GlobFilter, Sensor } from '../../sensor/sensor.ts';
import { shorten } from '../../yaml/yaml-node.ts';
import { compileWithin } from '../reading/compile-within.ts';
import { type Reading, report } from '../reading/reading.ts';

type Path = (string | number)[];

/** Checks `globs` and `if` in a native Sensor's filters: this app's extensions, which Argo Events has no opinion on. */
export function checkExtensions(sensor: Sensor, positionOf: (path: Path) => Position, reading: Reading): void {
  const { dependencies, filters } = sensor.spec;
  const all: { filters: EventFilters | undefined; path: Path }[] = [
    { filters, path: ['spec', 'filters'] },
    ...dependencies.map((each, index) => ({ filters: each.filters, path: ['spec', 'dependencies', index, 'filters'] })),
  ];
  for (const { filters: each, path } of all) {
    checkGlobs(each, { path, positionOf }, reading);
    checkCondition(each, { path, positionOf }, reading);
  }
}

interface Where {
  path: Path;
  positionOf: (path: Path) => Position;
}

function checkGlobs(filters: EventFilters | undefined, { path, positionOf }: Where, reading: Reading): void {
  for (const [index, glob] of (filters?.globs ?? []).entries()) {
    const { path: subject = '', patterns = [] }: Partial<GlobFilter> = glob;
    if (subject === '' || patterns.length === 0) {
      const there = [...path, 'globs', index];
      const values = { pattern: '', where: there.join('.'), reason: 'expected a `path` and a list of `patterns`' };
      report(reading, positionOf(there), 'config.invalid-pattern', values);
      continue;
    }
    const compiled = compileGlobs(patterns);
    if (compiled.ok) continue;
    const here = [...path, 'globs', index, 'patterns', compiled.index];
    const values = { pattern: shorten(patterns[compiled.index] ?? ''), where: here.slice(0, -1).join('.') };
    report(reading, positionOf(here), 'config.invalid-pattern', { ...values, reason: compiled.message });
  }
}

function checkCondition(filters: EventFilters | undefined, { path, positionOf }: Where, reading: Reading): void {
  if (filters?.if === undefined || filters.if === '') return;
  const compiled = compileWithin(filters.if, reading);
  if (compiled.ok) return;
  const here = [...path, 'if'];
  report(reading, positionOf(here), 'config.invalid-condition', { where: here.join('.'), reason: compiled.message });
}
