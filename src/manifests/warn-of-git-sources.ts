import { problem } from '../problem/problem.ts';
import type { Sensor } from '../sensor/sensor.ts';
import type { LocatedProblem } from '../sensor/validate/located-problem.ts';

/** A trigger that takes its object from a git repository is refused whenever it fires: better said when it is read. */
export function warnOfGitSources({ spec }: Sensor): LocatedProblem[] {
  return spec.triggers.flatMap(({ template }, index) => {
    const kind = template.argoWorkflow === undefined ? 'k8s' : 'argoWorkflow';
    if (template[kind]?.source?.git === undefined) return [];
    const path = ['spec', 'triggers', index, 'template', kind, 'source', 'git'];
    return [{ problem: { ...problem('run.source-git', {}), severity: 'warning' as const }, path }];
  });
}
