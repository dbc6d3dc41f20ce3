import { secretMaking } from '../../../expression/sprig/crypto/certificate-functions.ts';
import { compileTemplate } from '../../../expression/template/compile-template.ts';
import { problem } from '../../../problem/problem.ts';
import type { LocatedProblem } from '../located-problem.ts';
import type { DocumentPath } from '../read-shape.ts';

/** A template that cannot be read, or calls what always fails; Argo Events finds out when an event comes. */
export function checkTemplate(template: string | undefined, path: DocumentPath): LocatedProblem[] {
  if (template === undefined || template === '') return [];
  const compilation = compileTemplate(template);
  if (!compilation.ok) return [{ problem: problem('sensor.template', { reason: compilation.message }), path }];
  const refused = [...compilation.template.functions].filter((name) => secretMaking.has(name));
  return refused.map((name) => ({ problem: problem('sensor.template-secret', { function: name }), path }));
}
