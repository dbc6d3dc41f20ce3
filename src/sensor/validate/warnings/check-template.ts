import { compileTemplate } from '../../../expression/template/compile-template.ts';
import { problem } from '../../../problem/problem.ts';
import type { LocatedProblem } from '../located-problem.ts';
import type { DocumentPath } from '../read-shape.ts';

/** A template that cannot be read; Argo Events finds out when an event comes. */
export function checkTemplate(template: string | undefined, path: DocumentPath): LocatedProblem[] {
  if (template === undefined || template === '') return [];
  const compilation = compileTemplate(template);
  return compilation.ok ? [] : [{ problem: problem('sensor.template', { reason: compilation.message }), path }];
}
