import { problem } from '../../../problem/problem.ts';
import type { EventDependency } from '../../sensor.ts';
import type { LocatedProblem } from '../located-problem.ts';
import type { DocumentPath } from '../read-shape.ts';

/** Argo Events takes several dependencies of one name and then knows only the last; names that differ in `-` and `_` likewise. */
export function checkDependencies(dependencies: readonly EventDependency[], path: DocumentPath): LocatedProblem[] {
  return dependencies.flatMap(({ name, transform }, at): LocatedProblem[] => {
    const later = dependencies.slice(at + 1);
    const here = [...path, at, 'name'];
    const both = (transform?.jq ?? '') !== '' && (transform?.script ?? '') !== '';
    const found: LocatedProblem[] = both
      ? [
          {
            problem: problem('sensor.script-ignored', { dependency: name }),
            path: [...path, at, 'transform', 'script'],
          },
        ]
      : [];
    if (later.some((each) => each.name === name)) {
      return [...found, { problem: problem('sensor.duplicate-dependency', { dependency: name }), path: here }];
    }
    const like = later.find((each) => each.name.replaceAll('-', '_') === name.replaceAll('-', '_'));
    if (like === undefined) return found;
    return [
      ...found,
      { problem: problem('sensor.similar-dependency', { dependency: name, other: like.name }), path: here },
    ];
  });
}
